package dev.headroom.config.yaml;

import java.util.function.Predicate;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The values that say no more than that a part is not used. */
public final class NotBuilt {

  private NotBuilt() {}

  /** A single value of that text. */
  public static Predicate<Node> text(String text) {
    return node -> node instanceof ScalarNode scalar && scalar.getValue().equals(text);
  }

  /** A list of nothing. */
  public static boolean emptyList(Node node) {
    return node instanceof SequenceNode list && list.getValue().isEmpty();
  }
}
