package dev.headroom.manage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.Cause;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.event.Wire;
import dev.headroom.jobs.JobState;
import dev.headroom.ledger.Fate;
import dev.headroom.prune.SparingRule;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The words of the console")
class ConsoleWordsTest {

  private static final Path FILES = Path.of("src/main/resources/console");
  private static final Pattern USED = Pattern.compile("(?<![\\w.])t\\('([a-z0-9.-]+)'");
  private static final Pattern TEXT = Pattern.compile("'([^'\\n]*)'|`([^`]*)`|\"([^\"\\n]*)\"");

  /** What looks like words for people and is none. */
  private static final Set<String> NAMES =
      Set.of(
          "Headroom",
          "Authorization",
          "Bearer ",
          "Content-Type",
          "Last-Event-ID",
          "AbortError",
          "GET",
          "POST");

  private static Map<String, Object> words(String language) throws IOException {
    String text = Files.readString(FILES.resolve(language + ".js"));
    int from = text.indexOf('{');
    return new JsonObject(text.substring(from, text.lastIndexOf('}') + 1)).getMap();
  }

  private static Map<String, String> scripts() throws IOException {
    Map<String, String> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".js")).toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("en.js") && !name.equals("zh.js")) {
          scripts.put(name, Files.readString(file).replaceAll("(?m)^\\s*(//|/?\\*).*$", ""));
        }
      }
    }
    assertThat(scripts).hasSizeGreaterThan(5);
    return scripts;
  }

  @Test
  @DisplayName("Both languages have the same keys, none empty, with the same values to fill in")
  void sameKeys() throws IOException {
    Map<String, Object> english = words("en");
    Map<String, Object> chinese = words("zh");
    assertThat(chinese).containsOnlyKeys(english.keySet());
    english.forEach(
        (key, text) -> {
          assertThat(text.toString()).as(key).isNotBlank();
          assertThat(chinese.get(key).toString()).as(key).isNotBlank();
          assertThat(holes(chinese.get(key))).as(key).isEqualTo(holes(text));
        });
  }

  private static Set<String> holes(Object text) {
    return Pattern.compile("\\{(\\w+)}")
        .matcher(text.toString())
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("Every key that a view asks for is there")
  void allThere() throws IOException {
    Set<String> known = words("en").keySet();
    scripts()
        .forEach(
            (file, text) ->
                assertThat(USED.matcher(text).results().map(each -> each.group(1)))
                    .as(file)
                    .isSubsetOf(known));
  }

  @Test
  @DisplayName("What the server names has words in both languages")
  void namesOfTheServer() throws IOException {
    Set<String> known = words("en").keySet();
    assertThat(named("outcome", Outcome.values())).isSubsetOf(known);
    assertThat(named("mode", Mode.values())).isSubsetOf(known);
    assertThat(named("cause", Cause.values())).isSubsetOf(known);
    assertThat(named("reason", Reason.values())).isSubsetOf(known);
    assertThat(named("fate", Fate.values())).isSubsetOf(known);
    assertThat(named("state", JobState.values())).isSubsetOf(known);
    assertThat(named("rule", SparingRule.values())).isSubsetOf(known);
  }

  private static List<String> named(String prefix, Wire[] names) {
    return Stream.of(names).map(name -> prefix + "." + name.wire()).toList();
  }

  @Test
  @DisplayName("No words for people stand outside the two dictionaries")
  void noOtherText() throws IOException {
    scripts()
        .forEach(
            (file, text) -> {
              Matcher matcher = TEXT.matcher(text);
              while (matcher.find()) {
                String literal =
                    Stream.of(matcher.group(1), matcher.group(2), matcher.group(3))
                        .filter(each -> each != null)
                        .findFirst()
                        .orElseThrow()
                        .replaceAll("\\$\\{[^}]*}", "");
                assertThat(isProse(literal)).as("%s: %s", file, literal).isFalse();
              }
            });
    String page = Files.readString(FILES.resolve("index.html"));
    assertThat(page.replaceAll("<[^>]*>", "").strip()).isEqualTo("Headroom");
  }

  private static boolean isProse(String literal) {
    return !NAMES.contains(literal)
        && !literal.startsWith("../")
        && (literal.matches(".*\\p{IsHan}.*")
            || literal.matches("[A-Z][a-z]{2,}.*")
            || literal.matches(".*[a-z]{2,} [a-z]{2,}.*"));
  }
}
