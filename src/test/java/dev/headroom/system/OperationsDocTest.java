package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.event.Outcome;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/operations.md against the program. */
class OperationsDocTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "headroom");

  private static String doc;

  @BeforeAll
  static void read() throws IOException {
    doc = Files.readString(Path.of("docs", "operations.md"));
  }

  private static Set<String> all(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  @DisplayName("Every metric of a node that has worked is in the table, and no other")
  void metrics(@TempDir Path folder) throws Exception {
    Vertx vertx = Vertx.vertx();
    SandboxBackend backend = NodeInProcess.backend(vertx);
    NodeInProcess node =
        NodeInProcess.start(
            vertx,
            backend,
            folder,
            """
            jobs: { }
            hooks: [{ verticle: com.example.Missing }]
            """);
    NodeInProcess.callBack(NodeInProcess.fullGroup(backend.app(), "g", GroupType.PUBLIC, 20));
    await()
        .untilAsserted(
            () -> assertThat(scrape(node)).contains("headroom_runs_total{outcome=\"observed\"} 1"));
    Set<String> real = all(Pattern.compile("(?m)^# TYPE (headroom_\\w+) "), scrape(node));
    node.stop();
    assertThat(all(Pattern.compile("(?m)^\\| `(headroom_\\w+)`"), doc)).isEqualTo(real);
  }

  private static String scrape(NodeInProcess node) {
    return node.api().get("/metrics").body();
  }

  @Test
  @DisplayName("Every metric that the text speaks of is in the table")
  void mentionedMetrics() {
    assertThat(all(Pattern.compile("(?m)^\\| `(headroom_\\w+)`"), doc))
        .containsAll(all(Pattern.compile("(headroom_\\w+)"), doc));
  }

  @Test
  @DisplayName("Every outcome has its row")
  void outcomes() {
    assertThat(Stream.of(Outcome.values()).map(Outcome::wire))
        .allSatisfy(outcome -> assertThat(doc).contains("| `" + outcome + "` |"));
  }

  @Test
  @DisplayName("Every warning and error that the program logs is in the document, and no other")
  void logs() throws IOException {
    Pattern plain = Pattern.compile("LOG\\s*\\.(?:warn|error)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    Pattern fluent =
        Pattern.compile(
            "(?:Level\\.(?:WARN|ERROR)|at(?:Warn|Error)\\(\\))[^;]*?\\.log\\(\\s*\"([^\"]*)\"");
    Set<String> said = new TreeSet<>();
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        if (!file.startsWith(SOURCES.resolve("sandbox"))) {
          String source = Files.readString(file);
          sources.append(source.replaceAll("\"\\s*\\+ \"", ""));
          Stream.of(plain, fluent)
              .flatMap(pattern -> pattern.matcher(source).results())
              .map(log -> log.group(1))
              .forEach(said::add);
        }
      }
    }
    assertThat(said).hasSizeGreaterThan(30);
    String section = doc.substring(doc.indexOf("## Warnings and errors in the log"));
    Set<String> rows =
        all(Pattern.compile("(?m)^\\| `([^`]+)`"), section.substring(0, section.indexOf("\n## ")));
    // A new one needs a row in the table of docs/operations.md that begins as it does.
    assertThat(said)
        .as("lines of the log without a row")
        .filteredOn(line -> rows.stream().noneMatch(line::startsWith))
        .isEmpty();
    assertThat(rows)
        .as("rows that no source has")
        .filteredOn(row -> !sources.toString().contains(row))
        .isEmpty();
  }
}
