package dev.headroom.callback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Counts the replies by result and times them. The meters are looked up once; instances of the
 * callback port share them. Thread-safe.
 */
final class CallbackMetrics {

  private static final Duration[] BOUNDS =
      Stream.of(
              100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
              1_000_000, 1_500_000, 2_000_000)
          .map(micros -> Duration.of(micros, ChronoUnit.MICROS))
          .toArray(Duration[]::new);

  private final Counter[] counters;
  private final Timer timer;

  CallbackMetrics(MeterRegistry meters) {
    counters =
        Stream.of(CallbackReply.values())
            .map(
                reply ->
                    Counter.builder("headroom.callbacks")
                        .description("Callbacks answered, by result")
                        .tag("result", reply.result())
                        .register(meters))
            .toArray(Counter[]::new);
    timer =
        Timer.builder("headroom.callback.reply")
            .description("From the head of a callback to its reply; Tencent waits for 2 s")
            .serviceLevelObjectives(BOUNDS)
            .register(meters);
  }

  /**
   * A reply was given.
   *
   * @param nanos how long it took from the request's head
   */
  void replied(CallbackReply reply, long nanos) {
    counters[reply.ordinal()].increment();
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }
}
