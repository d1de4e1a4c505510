package dev.headroom.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NarrationTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Narration narration =
      new Narration(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  @DisplayName("A line has the time since the story began, and long ones are wrapped under it")
  void wraps() {
    narration.begin("A tale");
    narration.say("word ".repeat(40).strip());

    assertThat(lines()).hasSizeGreaterThan(4).allMatch(line -> line.length() <= 92);
    assertThat(lines().get(1)).isEqualTo("A tale");
    assertThat(lines().get(2)).matches(" {3}0\\.\\d{3} s {2}word .*");
    assertThat(lines().subList(3, lines().size())).allMatch(line -> line.matches(" {12}word.*"));
  }

  @Test
  @DisplayName("A story that went wrong is never called as expected, and the next one may be")
  void unexpected() {
    narration.begin("First");
    narration.unexpected("it rained");
    narration.asExpected();
    narration.begin("Second");
    narration.asExpected();

    assertThat(narration.unexpected()).containsExactly("First: it rained");
    assertThat(lines()).filteredOn(line -> line.contains("As expected.")).hasSize(1);
    assertThat(lines()).last().asString().contains("As expected.");
  }

  @Test
  @DisplayName("People and rules are told in plain words")
  void words() {
    Instant now = Instant.parse("2026-06-01T00:00:00Z");
    Instant longAgo = Instant.parse("2026-01-01T00:00:00Z");

    assertThat(Words.person(new SeenRun.Person("yuki", longAgo, "inactive"), now))
        .isEqualTo("yuki, last active 151 days ago (1 Jan 2026)");
    assertThat(Words.person(new SeenRun.Person("yuki", longAgo, "never-spoke"), now))
        .isEqualTo("yuki, never wrote, joined 151 days ago (1 Jan 2026)");
    assertThat(Words.spared(Map.of("owner", 1, "admin", 2, "newcomer", 1, "left", 3)))
        .isEqualTo("the owner, 2 admins, 1 newcomer, 3 left");
  }
}
