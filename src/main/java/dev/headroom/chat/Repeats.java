package dev.headroom.chat;

import dev.headroom.chat.ChatException.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When a call that only reads is sent again: up to three times in all, later each time, and not
 * once the caller has waited for long. What lasts is for the caller to hear of.
 */
final class Repeats {

  private static final int MOST_TRIES = 3;
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration FIRST_WHEN_TOO_OFTEN = Duration.ofMillis(800);

  private final Duration patience;
  private final DoubleSupplier random;

  /**
   * A rule.
   *
   * @param patience no repeat begins later than this after the first try
   * @param random from 0 to 1, so that callers who failed together do not come back together
   */
  Repeats(Duration patience, DoubleSupplier random) {
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
    boolean mayPass = kind == Kind.PASSING || kind == Kind.UNREACHABLE || kind == Kind.FREQUENCY;
    if (!mayPass || tries >= MOST_TRIES) {
      return Optional.empty();
    }
    Duration first = kind == Kind.FREQUENCY ? FIRST_WHEN_TOO_OFTEN : FIRST;
    long millis = first.toMillis() << (tries - 1);
    Duration wait = Duration.ofMillis(Math.round(millis * (0.5 + random.getAsDouble())));
    return elapsed.plus(wait).compareTo(patience) < 0 ? Optional.of(wait) : Optional.empty();
  }
}
