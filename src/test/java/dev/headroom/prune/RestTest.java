package dev.headroom.prune;

import static dev.headroom.prune.Facts.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.Outcome;
import dev.headroom.prune.Facts.PolicyBuilder;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RestTest {

  private static Rest after(Outcome outcome, int level, Instant firstEligibleAt) {
    return Rest.after(
        outcome,
        new PolicyBuilder().build(),
        level,
        new Rest.Reasons(firstEligibleAt, false, Duration.ZERO),
        NOW);
  }

  @Test
  @DisplayName("After a removal the group rests for the cooldown and starts over")
  void pruned() {
    assertThat(after(Outcome.PRUNED, 7, null)).isEqualTo(new Rest(Duration.ofMinutes(5), 0));
  }

  @Test
  @DisplayName("A group that was not full rests for five seconds")
  void notFull() {
    assertThat(after(Outcome.NOT_FULL_ANY_MORE, 3, null))
        .isEqualTo(new Rest(Duration.ofSeconds(5), 0));
  }

  @ParameterizedTest
  @EnumSource(
      names = {"OBSERVED", "BRAKED", "DAILY_LIMIT", "SWITCHED_OFF", "TOPIC", "UNSUPPORTED_TYPE"})
  @DisplayName("Runs that remove nobody double the rest each time, up to maxRest")
  void doubles(Outcome outcome) {
    assertThat(after(outcome, 0, null)).isEqualTo(new Rest(Duration.ofMinutes(5), 1));
    assertThat(after(outcome, 1, null)).isEqualTo(new Rest(Duration.ofMinutes(10), 2));
    assertThat(after(outcome, 6, null)).isEqualTo(new Rest(Duration.ofMinutes(320), 7));
    assertThat(after(outcome, 7, null).time()).isEqualTo(Duration.ofHours(6));
    assertThat(after(outcome, 1000, null).time()).isEqualTo(Duration.ofHours(6));
  }

  @Test
  @DisplayName("With nobody to remove it rests until somebody can be, but not beyond maxRest")
  void untilEligible() {
    Instant inAnHour = NOW.plus(Duration.ofHours(1));
    assertThat(after(Outcome.NOTHING_TO_PRUNE, 0, inAnHour).time()).isEqualTo(Duration.ofHours(1));
    Instant inAWeek = NOW.plus(Duration.ofDays(7));
    assertThat(after(Outcome.NOTHING_TO_PRUNE, 0, inAWeek).time()).isEqualTo(Duration.ofHours(6));
    Instant inAMinute = NOW.plus(Duration.ofMinutes(1));
    assertThat(after(Outcome.NOTHING_TO_PRUNE, 2, inAMinute).time())
        .isEqualTo(Duration.ofMinutes(20));
  }
}
