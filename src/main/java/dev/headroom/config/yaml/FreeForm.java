package dev.headroom.config.yaml;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads what is not ours to know as JSON: a bare number, {@code true}, {@code false} and {@code
 * null} are what JSON makes of them, everything else is a text. A value that was put in from
 * outside is always a text.
 */
final class FreeForm {

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

  /** References of YAML can make a value contain itself. */
  private static final int DEEPEST = 32;

  private static final int MOST_VALUES = 100_000;

  private final Substitution substitution;
  private int values;

  FreeForm(Substitution substitution) {
    this.substitution = substitution;
  }

  JsonObject object(MappingNode node) throws BadValue {
    return object(node, 0);
  }

  private JsonObject object(MappingNode node, int depth) throws BadValue {
    JsonObject object = new JsonObject();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new BadValue("has a key that is not a text", "Write a plain key");
      }
      if (object.containsKey(key.getValue())) {
        throw new BadValue("has a key twice", "Keep one of them and remove the other");
      }
      object.put(key.getValue(), value(tuple.getValueNode(), depth + 1));
    }
    return object;
  }

  private Object value(Node node, int depth) throws BadValue {
    if (depth > DEEPEST || ++values > MOST_VALUES) {
      throw new BadValue("is nested too deep or too large", "Put it into a file of the hook's own");
    }
    if (node instanceof MappingNode mapping) {
      return object(mapping, depth);
    }
    if (node instanceof SequenceNode list) {
      JsonArray array = new JsonArray();
      for (Node item : list.getValue()) {
        array.add(value(item, depth + 1));
      }
      return array;
    }
    return node instanceof ScalarNode scalar ? scalar(scalar) : null;
  }

  private Object scalar(ScalarNode node) throws BadValue {
    BadValue[] first = new BadValue[1];
    Substitution.Result result =
        substitution
            .apply(node.getValue(), obstacle -> first[0] = first[0] == null ? obstacle : first[0])
            .orElse(null);
    if (result == null) {
      throw first[0];
    }
    boolean bare = node.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
    return bare && result.sources().isEmpty() ? plain(result.text()) : result.text();
  }

  private static Object plain(String text) {
    return switch (text) {
      case "", "null", "~" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> number(text);
    };
  }

  private static Object number(String text) {
    if (WHOLE.matcher(text).matches()) {
      long number = Long.parseLong(text);
      if (number == (int) number) {
        return (int) number;
      }
      return number;
    }
    if (DECIMAL.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    return text;
  }
}
