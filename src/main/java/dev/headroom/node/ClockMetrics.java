package dev.headroom.node;

import dev.headroom.chat.ChatApi;
import dev.headroom.store.DatabaseClock;
import dev.headroom.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far this machine's clock is ahead of the others that count, as gauges: of Chat's, by its
 * newest replies, and of the database's, which is asked every minute. NaN while it is not known.
 */
final class ClockMetrics {

  private static final Logger LOG = LoggerFactory.getLogger(ClockMetrics.class);
  private static final long EVERY_MILLIS = 60_000;
  private static final double MILLIS = 1_000;

  private final Vertx vertx;
  private final Store store;
  private final DatabaseClock databaseClock;
  private volatile double ofDatabase = Double.NaN;
  private long timer = -1;

  /**
   * Registers {@code headroom.clock.skew.seconds} and {@code headroom.database.clock.skew.seconds}.
   *
   * @param chat by app
   */
  ClockMetrics(
      Vertx vertx,
      Store store,
      DatabaseClock databaseClock,
      Map<Long, ? extends ChatApi> chat,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.store = store;
    this.databaseClock = databaseClock;
    chat.forEach(
        (app, api) ->
            Gauge.builder(
                    "headroom.clock.skew.seconds",
                    api,
                    its -> its.clockSkew().map(ClockMetrics::seconds).orElse(Double.NaN))
                .description("How far this machine's clock is ahead of Chat's")
                .tag("app", Long.toString(app))
                .register(registry));
    Gauge.builder("headroom.database.clock.skew.seconds", () -> ofDatabase)
        .description("How far this machine's clock is ahead of the database's")
        .register(registry);
  }

  /** Asks for the first time, and begins. */
  Future<Void> start() {
    timer = vertx.setPeriodic(EVERY_MILLIS, id -> look());
    look();
    return Future.succeededFuture();
  }

  /** Ends. */
  Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void look() {
    databaseClock
        .skew(store)
        .onComplete(
            skew -> ofDatabase = seconds(skew),
            failure -> {
              ofDatabase = Double.NaN;
              LOG.debug("The database's clock was not read: {}", failure.toString());
            });
  }

  private static double seconds(Duration skew) {
    return skew.toMillis() / MILLIS;
  }
}
