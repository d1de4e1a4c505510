package dev.headroom.sweep;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Counts the searches of one app. The gauges tell of the last one that saw all groups. */
final class SweepMetrics {

  private final Counter asked;
  private final Counter done;
  private final Counter failed;

  /**
   * Registers them.
   *
   * @param now the search that goes on, or the last one
   * @param last the last one that saw all groups
   */
  SweepMetrics(
      MeterRegistry meters, long sdkAppId, Supplier<SweepStatus> now, Supplier<SweepStatus> last) {
    Tags app = Tags.of("app", Long.toString(sdkAppId));
    gauge(meters, "running", "1 while a search goes on", app, now, SweepMetrics::running);
    gauge(meters, "groups", "Groups looked at by the last search", app, last, SweepStatus::groups);
    gauge(meters, "full", "Full groups among them", app, last, SweepStatus::full);
    gauge(meters, "full.unknown", "Full groups that never called", app, last, SweepStatus::unknown);
    gauge(meters, "unread", "Groups that could not be read", app, last, SweepStatus::unread);
    asked =
        Counter.builder("headroom.sweep.asked")
            .description("Full groups for which a search has asked for room")
            .tags(app)
            .register(meters);
    done = ended(meters, app, "done");
    failed = ended(meters, app, "failed");
  }

  private static double running(SweepStatus status) {
    return status.state() == SweepStatus.State.RUNNING ? 1 : 0;
  }

  private static void gauge(
      MeterRegistry meters,
      String name,
      String description,
      Tags app,
      Supplier<SweepStatus> status,
      ToDoubleFunction<SweepStatus> value) {
    Gauge.builder("headroom.sweep." + name, () -> value.applyAsDouble(status.get()))
        .description(description)
        .tags(app)
        .register(meters);
  }

  private static Counter ended(MeterRegistry meters, Tags app, String end) {
    return Counter.builder("headroom.sweep.ended")
        .description("Searches that have ended")
        .tags(app.and("end", end))
        .register(meters);
  }

  void asked() {
    asked.increment();
  }

  void ended(boolean well) {
    (well ? done : failed).increment();
  }
}
