package dev.headroom.chat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;

/** Counts the calls of one app. */
final class CallMetrics {

  private final MeterRegistry meters;
  private final String app;

  CallMetrics(MeterRegistry meters, long sdkAppId) {
    this.meters = meters;
    this.app = Long.toString(sdkAppId);
  }

  /** Shows a budget; it must be kept by somebody. */
  void show(Command command, CallBudget budget) {
    Gauge.builder("headroom.budget.allowed", budget, CallBudget::allowed)
        .description("Calls a second that may be made now")
        .tags(tags(command))
        .register(meters);
    Gauge.builder("headroom.budget.used", budget, CallBudget::used)
        .description("Calls on their way or answered within the last second")
        .tags(tags(command))
        .register(meters);
  }

  /** A call that got an ErrorCode; those that are not documented share a label. */
  void answered(Command command, int code, Duration time) {
    count(command, ErrorCodes.isKnown(code) ? Integer.toString(code) : "other", time);
  }

  /** A call that got none. */
  void count(Command command, String word, Duration time) {
    meters.counter("headroom.calls", tags(command).and("code", word)).increment();
    meters.timer("headroom.call.time", tags(command)).record(time);
  }

  private Tags tags(Command command) {
    return Tags.of("app", app, "api", command.wireName());
  }
}
