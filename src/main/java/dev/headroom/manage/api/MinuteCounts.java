package dev.headroom.manage.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * How many callbacks and calls there were in each minute of the last two weeks, as far as this node
 * was there: differences of its counters. Safe for all threads.
 */
public final class MinuteCounts {

  private static final int MINUTES = (int) Duration.ofDays(15).toMinutes();
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Set<String> TAKEN = Set.of("accepted", "ignored", "alert");

  private final MeterRegistry meters;
  private final Clock clock;
  private final long[] minutes = new long[MINUTES];
  private final Count[] counts = new Count[MINUTES];
  private Count before = new Count(0, 0, 0);
  private long timer = -1;

  /**
   * Counts of a span of time.
   *
   * @param callbacks callbacks answered
   * @param calls REST calls
   * @param refused callbacks not taken
   */
  record Count(long callbacks, long calls, long refused) {

    private Count plus(Count other) {
      return new Count(callbacks + other.callbacks, calls + other.calls, refused + other.refused);
    }

    private Count minus(Count other) {
      return new Count(callbacks - other.callbacks, calls - other.calls, refused - other.refused);
    }
  }

  public MinuteCounts(MeterRegistry meters, Clock clock) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Looks at the counters every now and then. */
  public void start(Vertx vertx) {
    timer = vertx.setPeriodic(LOOK_EVERY.toMillis(), id -> look());
  }

  public void stop(Vertx vertx) {
    vertx.cancelTimer(timer);
  }

  /** Looks now: what was counted since the last look belongs to this minute. */
  synchronized void look() {
    Count now = new Count(count(false), calls(), count(true));
    Count since = now.minus(before);
    before = now;
    long minute = minute(clock.instant());
    int place = (int) (minute % MINUTES);
    if (counts[place] == null || minutes[place] != minute) {
      minutes[place] = minute;
      counts[place] = since;
    } else {
      counts[place] = counts[place].plus(since);
    }
  }

  /** What happened in the minutes that begin in that span. */
  synchronized Count between(Instant from, Instant until) {
    Count sum = new Count(0, 0, 0);
    long end = Math.min(minute(until.minusMillis(1)), minute(clock.instant()));
    for (long minute = Math.max(minute(from), end - MINUTES + 1); minute <= end; minute++) {
      int place = (int) (minute % MINUTES);
      if (counts[place] != null && minutes[place] == minute) {
        sum = sum.plus(counts[place]);
      }
    }
    return sum;
  }

  private static long minute(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), 60);
  }

  private long count(boolean refusedOnly) {
    double sum =
        meters.find("headroom.callbacks").counters().stream()
            .filter(counter -> !refusedOnly || !TAKEN.contains(counter.getId().getTag("result")))
            .mapToDouble(Counter::count)
            .sum();
    return Math.round(sum);
  }

  private long calls() {
    return Math.round(
        meters.find("headroom.calls").counters().stream().mapToDouble(Counter::count).sum());
  }
}
