package dev.headroom.chat;

import dev.headroom.chat.ChatException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * When a call that only reads is sent again: up to three times in all, later each time, and not
 * once the caller has waited for long. What lasts is for the caller to hear of.
 */
final class Repeats {

  private static final int MOST_TRIES = 3;
  private static final Duration FIRST = Duration.ofMillis(200);

  /** So much longer when the calls came too often. */
  private static final int TOO_OFTEN = 4;

  private final Duration first;
  private final Duration patience;
  private final DoubleSupplier random;

  /** The usual rule; no repeat begins later than {@code patience} after the first try. */
  Repeats(Duration patience) {
    this(FIRST, patience, () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * A rule.
   *
   * @param first wait, on average
   * @param patience no repeat begins later than this after the first try
   * @param random from 0 to 1, so that callers who failed together do not come back together
   */
  Repeats(Duration first, Duration patience, DoubleSupplier random) {
    this.first = first;
    this.patience = patience;
    this.random = random;
  }

  /**
   * The time to wait before the next try; empty = no more.
   *
   * @param tries made so far, from 1
   * @param elapsed since the first was sent
   */
  Optional<Duration> next(Kind kind, int tries, Duration elapsed) {
    boolean tooOften = kind == Kind.FREQUENCY || kind == Kind.GROUP_FREQUENCY;
    boolean mayPass = kind == Kind.UNREACHABLE || kind.isUnclear() || tooOften;
    if (!mayPass || tries >= MOST_TRIES) {
      return Optional.empty();
    }
    long millis = first.toMillis() * (tooOften ? TOO_OFTEN : 1) << (tries - 1);
    Duration wait = Duration.ofMillis(Math.round(millis * (0.5 + random.getAsDouble())));
    return elapsed.plus(wait).compareTo(patience) < 0 ? Optional.of(wait) : Optional.empty();
  }
}
