package dev.headroom.config;

import java.util.List;
import java.util.function.Predicate;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The values that say no more than that a part is not used. */
final class NotBuilt {

  private NotBuilt() {}

  /** A single value of that text. */
  static Predicate<Node> text(String text) {
    return node -> node instanceof ScalarNode scalar && scalar.getValue().equals(text);
  }

  /** A list of nothing. */
  static boolean emptyList(Node node) {
    return node instanceof SequenceNode list && list.getValue().isEmpty();
  }

  /** A mapping of that one key to an inert value. */
  static Predicate<Node> only(String key, Predicate<Node> value) {
    return node ->
        node instanceof MappingNode mapping
            && List.of(key)
                .equals(
                    mapping.getValue().stream()
                        .map(tuple -> tuple.getKeyNode())
                        .map(name -> name instanceof ScalarNode scalar ? scalar.getValue() : "")
                        .toList())
            && value.test(mapping.getValue().get(0).getValueNode());
  }
}
