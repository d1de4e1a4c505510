package dev.headroom.config.yaml;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Parses YAML as far as its tree, where every value is still the text that was written. Going on to
 * Java values, as the YAML format of vertx-config does, would turn dates into times, {@code 007}
 * into 7, {@code 1:30} into 90, and would keep only the last of two equal keys.
 */
public final class YamlText {

  private YamlText() {}

  /**
   * The tree; empty for a file without content.
   *
   * @throws InvalidSettings when the text is not YAML. What the parser says is not passed on: it
   *     quotes the text, and that may be a secret.
   */
  public static Optional<Node> tree(String text, String fileName) throws InvalidSettings {
    try {
      return Optional.ofNullable(
          new Yaml(new LoaderOptions()).compose(new StringReader(asYaml(text))));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      throw invalid(
          fileName,
          mark == null
              ? ""
              : " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1),
          remedy(e.getProblem() == null ? "" : e.getProblem()));
    } catch (RuntimeException e) {
      // Also what the parser does not wrap, such as the number format of a cut-off escape.
      throw invalid(
          fileName, "", "Look for control characters, cut-off escapes and very many references");
    }
  }

  /**
   * JSON may have tabs between its values and escaped slashes in them, YAML's parser knows neither.
   */
  private static String asYaml(String text) {
    return text.stripLeading().startsWith("{")
        ? text.replace('\t', ' ').replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\/", "$1/")
        : text;
  }

  private static InvalidSettings invalid(String fileName, String where, String remedy) {
    return new InvalidSettings(
        List.of(new Problem(fileName, "is not readable as YAML" + where, remedy)));
  }

  private static String remedy(String problem) {
    if (problem.contains("TAB")) {
      return "Indent with blanks, not with tabs";
    }
    if (problem.contains("alias")) {
      return "Quote a value that begins with *";
    }
    if (problem.contains("another document")) {
      return "Keep one document in the file, without a second ---";
    }
    return "Check the indentation there and just above, and quote values with { } [ ] : # & * ! | >"
        + " % @ or ` in them";
  }
}
