package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.doctor.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** docs/setup.md against the program. */
class SetupDocTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "dev", "headroom");
  private static final String APP =
      "apps: [{ sdkAppId: 1400000000, secretKey: k, callbackTokens: [t] }]\n";

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "KEY_CHINA", "a",
          "TOKEN_CHINA", "b",
          "KEY_SINGAPORE", "c",
          "TOKEN_SINGAPORE", "d");

  private static String doc;

  @BeforeAll
  static void read() throws IOException {
    doc = Files.readString(Path.of("docs", "setup.md"));
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  @Test
  @DisplayName("Every configuration that needs no files is taken as it stands")
  void configurations() throws Exception {
    List<String> blocks =
        all("(?s)```yaml\n(.*?)```", doc).stream()
            .filter(block -> block.startsWith("apps:") || block.startsWith("prune:"))
            .filter(block -> !block.contains("${file:"))
            .toList();
    assertThat(blocks).hasSize(3);
    for (String block : blocks) {
      String file = block.startsWith("apps:") ? block : APP + block;
      Settings settings = SettingsLoader.parse(file, "setup.md", ENVIRONMENT);
      assertThat(settings.apps()).isNotEmpty();
    }
  }

  @Test
  @DisplayName("Its domains are those that the doctor tries")
  void domains() {
    List<String> known =
        Region.DOCUMENTED.stream()
            .map(region -> region.api().toString())
            .filter(api -> !api.contains("my-imcloud"))
            .toList();
    assertThat(all("(?m)^\\| [A-Z][^|`]* \\| `(https://[^`]+)` \\|$", doc))
        .containsExactlyElementsOf(known);
  }

  @Test
  @DisplayName("What it says that the doctor says is what the doctor says")
  void findings() throws IOException {
    String sources;
    try (Stream<Path> files = Files.walk(SOURCES.resolve("doctor"))) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(SetupDocTest::code)
              .collect(Collectors.joining());
    }
    List<String> said =
        Stream.of(doc.split("\n## "))
            .filter(part -> part.matches("(?s)[34]\\. .*"))
            .flatMap(part -> all("(?m)^\\| `([^`]+)`", part).stream())
            .toList();
    assertThat(said).hasSizeGreaterThan(15);
    for (String sentence : said) {
      // Where the program puts a value the guide has dots, or an example.
      for (String piece : sentence.split("…|TLS: |[0-9][0-9.]*( s)?")) {
        assertThat(sources.contains(piece.strip())).as(sentence).isTrue();
      }
    }
  }

  /** Its text as if no string were broken into several. */
  private static String code(Path file) {
    try {
      return Files.readString(file).replaceAll("\"\\s*\\+ \"", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
