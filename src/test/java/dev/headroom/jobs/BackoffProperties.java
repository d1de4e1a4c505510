package dev.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class BackoffProperties {

  @Property
  @Label("A delay is at least half and at most the whole of a power of two seconds, up to 5 min")
  void bounds(
      @ForAll @IntRange(max = 1_000_000) int attempts,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
    long delay = new Backoff(() -> chance).delayMillis(attempts);
    double whole = Math.min(300_000, 1_000 * Math.pow(2, attempts));
    assertThat((double) delay).isBetween(whole / 2, whole);
  }

  @Property
  @Label("With the same chance a later attempt never waits less")
  void grows(
      @ForAll @IntRange(max = 40) int attempts,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double chance) {
    Backoff backoff = new Backoff(() -> chance);
    assertThat(backoff.delayMillis(attempts + 1))
        .isGreaterThanOrEqualTo(backoff.delayMillis(attempts));
  }

  @Example
  @Label("Real chance spreads what failed together")
  void spread() {
    Backoff backoff = new Backoff();
    long first = backoff.delayMillis(9);
    boolean other = false;
    for (int i = 0; i < 50 && !other; i++) {
      other = backoff.delayMillis(9) != first;
    }
    assertThat(other).isTrue();
  }
}
