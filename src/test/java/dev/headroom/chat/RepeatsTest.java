package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.ChatException.Kind;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RepeatsTest {

  private final Repeats repeats =
      new Repeats(Duration.ofMillis(200), Duration.ofSeconds(5), () -> 0.5);

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PASSING", "UNREACHABLE", "NO_ANSWER", "FREQUENCY", "GROUP_FREQUENCY"})
  @DisplayName("repeats what may pass, twice, later each time")
  void mayPass(Kind kind) {
    Duration first = repeats.next(kind, 1, Duration.ZERO).orElseThrow();
    Duration second = repeats.next(kind, 2, Duration.ZERO).orElseThrow();

    assertThat(second).isEqualTo(first.multipliedBy(2));
    assertThat(repeats.next(kind, 3, Duration.ZERO)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PASSING", "UNREACHABLE", "NO_ANSWER", "FREQUENCY", "GROUP_FREQUENCY"})
  @DisplayName("does not repeat what would be refused again")
  void lasts(Kind kind) {
    assertThat(repeats.next(kind, 1, Duration.ZERO)).isEmpty();
  }

  @Test
  @DisplayName("gives up when the caller has waited for long")
  void patience() {
    assertThat(repeats.next(Kind.UNREACHABLE, 1, Duration.ofMillis(4_700))).isPresent();
    assertThat(repeats.next(Kind.UNREACHABLE, 1, Duration.ofMillis(4_800))).isEmpty();
  }

  @Test
  @DisplayName("spreads the repeats of callers who failed together")
  void spread() {
    Duration soon =
        new Repeats(Duration.ofMillis(200), Duration.ofSeconds(5), () -> 0)
            .next(Kind.PASSING, 1, Duration.ZERO)
            .orElseThrow();
    Duration late =
        new Repeats(Duration.ofMillis(200), Duration.ofSeconds(5), () -> 1)
            .next(Kind.PASSING, 1, Duration.ZERO)
            .orElseThrow();

    assertThat(late).isEqualTo(soon.multipliedBy(3));
  }
}
