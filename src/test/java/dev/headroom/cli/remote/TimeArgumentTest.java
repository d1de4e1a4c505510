package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class TimeArgumentTest {

  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 11, 23, 12, 0, 0, 0, ZoneId.of("Asia/Shanghai"));

  static Stream<Arguments> moments() {
    return Stream.of(
        Arguments.of("2026-12-24T18:00:00Z", 1, "2026-12-24T18:00:00Z"),
        Arguments.of("2026-12-24T18:00:00+08:00", 1, "2026-12-24T10:00:00Z"),
        Arguments.of("2026-12-24T18:00", 1, "2026-12-24T10:00:00Z"),
        Arguments.of("2026-12-24 18:00", 1, "2026-12-24T10:00:00Z"),
        Arguments.of("2026-12-24", 1, "2026-12-23T16:00:00Z"),
        Arguments.of("2h", 1, "2026-11-23T06:00:00Z"),
        Arguments.of("2h", -1, "2026-11-23T02:00:00Z"),
        Arguments.of("30d", -1, "2026-10-24T04:00:00Z"),
        Arguments.of("18:00", 1, "2026-11-23T10:00:00Z"),
        Arguments.of("18:00", -1, "2026-11-22T10:00:00Z"),
        Arguments.of("08:00", 1, "2026-11-24T00:00:00Z"),
        Arguments.of("08:00", -1, "2026-11-23T00:00:00Z"));
  }

  @ParameterizedTest(name = "{0} in direction {1} is {2}")
  @MethodSource("moments")
  @DisplayName("A moment is read as its writer means it")
  void parse(String text, int direction, String moment) {
    assertThat(TimeArgument.parse(text, NOW, direction)).isEqualTo(Instant.parse(moment));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tomorrow", "2026-13-01", "25:00", "2 h", "2w", "2026-12-24T"})
  @DisplayName("What is no moment is refused with examples")
  void refused(String text) {
    assertThatThrownBy(() -> TimeArgument.parse(text, NOW, 1))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("write 2026-12-24T18:00");
  }
}
