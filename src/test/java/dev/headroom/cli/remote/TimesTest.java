package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TimesTest {

  private static final Times TIMES =
      new Times(Instant.parse("2026-11-23T12:00:00Z"), ZoneId.of("Asia/Shanghai"));

  @Test
  @DisplayName("Times are those of the reader's zone, which the heading names")
  void local() {
    assertThat(TIMES.second("2026-11-23T20:05:09.123Z")).isEqualTo("2026-11-24 04:05:09");
    assertThat(TIMES.minute("2026-11-23T20:05:09Z")).isEqualTo("2026-11-24 04:05");
    assertThat(TIMES.day("2026-11-23T20:05:09Z")).isEqualTo("2026-11-24");
    assertThat(TIMES.minute(null)).isNull();
    assertThat(TIMES.heading("Began")).isEqualTo("Began (Asia/Shanghai)");
  }

  static Stream<Arguments> distances() {
    return Stream.of(
        Arguments.of("2026-11-23T12:00:00Z", "now"),
        Arguments.of("2026-11-23T11:59:48Z", "12 s ago"),
        Arguments.of("2026-11-23T11:55:00Z", "5 min ago"),
        Arguments.of("2026-11-23T15:00:00Z", "in 3 h"),
        Arguments.of("2026-10-14T12:00:00Z", "40 days ago"));
  }

  @ParameterizedTest(name = "{0} is {1}")
  @MethodSource("distances")
  @DisplayName("A distance is told in the unit that fits it")
  void distance(String iso, String words) {
    assertThat(TIMES.distance(iso)).isEqualTo(words);
  }
}
