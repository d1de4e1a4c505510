package dev.headroom.store;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the database's clock against this machine's, which is itself held against Chat's: limits of
 * 24 hours, protections and pauses go by it. Safe for all threads.
 */
public final class DatabaseClock {

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
  private static final Duration ALARM = Duration.ofSeconds(20);

  /** Chat refuses signatures beyond 60 s [269/32431]: nobody is removed a little before. */
  private static final Duration FAR = Duration.ofSeconds(50);

  private final Clock clock;
  private boolean alarmed;

  /**
   * Holds the database's clock against that one.
   *
   * @param clock this machine's
   */
  public DatabaseClock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Whether the two are so far apart that nobody may be removed. */
  public static boolean isFar(long databaseMillis, Clock clock) {
    return isFar(skew(databaseMillis, clock));
  }

  /** The same of a difference that is known; that of Chat's clock is judged alike. */
  public static boolean isFar(Duration skew) {
    return skew.abs().compareTo(FAR) >= 0;
  }

  private static Duration skew(long databaseMillis, Clock clock) {
    return Duration.ofMillis(clock.millis() - databaseMillis);
  }

  /** How far this machine's clock is ahead of the database's; says so in the log from 20 s on. */
  public Future<Duration> skew(Store store) {
    return store.read(session -> session.now()).map(now -> tell(skew(now, clock)));
  }

  private synchronized Duration tell(Duration skew) {
    boolean far = skew.abs().compareTo(ALARM) >= 0;
    if (far && !alarmed) {
      LOG.warn(
          "The database's clock is {} s {} this machine's; removals stop at 50 s. Set both clocks.",
          skew.abs().toSeconds(),
          skew.isNegative() ? "ahead of" : "behind");
    } else if (!far && alarmed) {
      LOG.info("The database's clock agrees with this machine's again.");
    }
    alarmed = far;
    return skew;
  }
}
