package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The two READMEs")
class ReadmeTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```\\w+$.*?^ *```$");
  private static final Pattern COMMAND = Pattern.compile("`((?:java|mvn|docker) [^`\\n]*)`");

  private static List<String> all(Pattern pattern, String file) throws IOException {
    return pattern
        .matcher(Files.readString(Path.of(file)))
        .results()
        .map(MatchResult::group)
        .sorted()
        .toList();
  }

  @Test
  @DisplayName("They show the same commands and examples")
  void same() throws IOException {
    for (Pattern pattern : List.of(BLOCK, COMMAND)) {
      assertThat(all(pattern, "README.md")).isNotEmpty();
      assertThat(all(pattern, "README.zh-CN.md")).isEqualTo(all(pattern, "README.md"));
    }
  }

  @Test
  @DisplayName("They link each other")
  void linked() throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("](README.zh-CN.md)");
    assertThat(Files.readString(Path.of("README.zh-CN.md"))).contains("](README.md)");
  }
}
