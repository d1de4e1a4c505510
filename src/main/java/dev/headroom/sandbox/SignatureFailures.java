package dev.headroom.sandbox;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * After ten refused UserSigs within a minute no further one is looked at for a minute: 70050. The
 * number ten is ours, Chat does not publish its own.
 */
final class SignatureFailures {
  static final int MOST = 10;
  private static final long MINUTE_MILLIS = 60_000;

  private final Clock clock;
  private final Deque<Long> failures = new ArrayDeque<>();
  private long lockedUntil = Long.MIN_VALUE;

  SignatureFailures(Clock clock) {
    this.clock = clock;
  }

  synchronized boolean locked() {
    return clock.millis() < lockedUntil;
  }

  synchronized void failed() {
    long now = clock.millis();
    failures.addLast(now);
    while (failures.peekFirst() <= now - MINUTE_MILLIS) {
      failures.removeFirst();
    }
    if (failures.size() >= MOST) {
      lockedUntil = now + MINUTE_MILLIS;
      failures.clear();
    }
  }
}
