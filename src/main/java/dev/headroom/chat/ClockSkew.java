package dev.headroom.chat;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far our clock is from Tencent's, by the Date of replies, to about half a second. Says so in
 * the log when it comes to 20 s, and when that is over. Safe for all threads.
 */
final class ClockSkew {

  private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);
  private static final Duration ALARM = Duration.ofSeconds(20);

  /** Date says the second that has begun; the middle of it is nearest. */
  private static final Duration HALF_SECOND = Duration.ofMillis(500);

  /** For so long a Date stands for the replies after it that have none. */
  private static final long VALID_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final LongSupplier nanoTime;
  private Duration ahead;
  private long seenAt;
  private boolean alarmed;
  private boolean undated;

  ClockSkew() {
    this(System::nanoTime);
  }

  /** With monotonic time of its own. */
  ClockSkew(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Our clock minus theirs at the newest replies; empty when they do not tell. */
  synchronized Optional<Duration> ahead() {
    return Optional.ofNullable(ahead);
  }

  /**
   * Takes in a reply.
   *
   * @param date its Date; one that is missing or unreadable says nothing, and after a minute
   *     without any nothing is known
   * @param sent when the call left, by our clock
   * @param received when the reply came, by our clock
   */
  void seen(String date, Instant sent, Instant received) {
    ahead(date, sent, received).ifPresentOrElse(this::update, this::withoutDate);
  }

  private synchronized void withoutDate() {
    if (ahead != null && nanoTime.getAsLong() - seenAt <= VALID_NANOS) {
      return;
    }
    ahead = null;
    if (!undated) {
      undated = true;
      LOG.warn(
          "Chat's replies carry no Date, so nobody can tell whether this clock is right; nobody is"
              + " removed. Does a proxy on the way take it out?");
    }
  }

  /**
   * How far our clock is ahead by one reply.
   *
   * @param date its Date; one that is missing or unreadable says nothing
   * @param sent when the call left, by our clock
   * @param received when the reply came, by our clock
   */
  static Optional<Duration> ahead(String date, Instant sent, Instant received) {
    if (date == null) {
      return Optional.empty();
    }
    Instant theirs;
    try {
      theirs = ZonedDateTime.parse(date.trim(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
    Instant ours = sent.plus(Duration.between(sent, received).dividedBy(2));
    return Optional.of(Duration.between(theirs.plus(HALF_SECOND), ours));
  }

  private synchronized void update(Duration now) {
    ahead = now;
    seenAt = nanoTime.getAsLong();
    undated = false;
    boolean far = now.abs().compareTo(ALARM) >= 0;
    if (far && !alarmed) {
      LOG.warn(
          "This machine's clock is {} s {} Chat's; removals stop at 50 s. Set the clock.",
          now.abs().toSeconds(),
          now.isNegative() ? "behind" : "ahead of");
    } else if (!far && alarmed) {
      LOG.info("This machine's clock agrees with Chat's again.");
    }
    alarmed = far;
  }
}
