package dev.headroom.jobs;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a job is tried again: doubling from 1 s to 5 min. Half of it is left to
 * chance, so that what failed together does not come back together.
 */
public final class Backoff {

  private static final long FIRST_MILLIS = 1_000;
  private static final long LONGEST_MILLIS = 300_000;
  private static final int DOUBLINGS = 9;

  private final DoubleSupplier chance;

  /** With real chance. */
  public Backoff() {
    this(() -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * With a given chance.
   *
   * @param chance numbers from 0 (inclusive) to 1 (exclusive)
   */
  public Backoff(DoubleSupplier chance) {
    this.chance = chance;
  }

  /**
   * Milliseconds to wait.
   *
   * @param attempts failures before this one
   */
  public long delayMillis(int attempts) {
    long full =
        Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.max(0, Math.min(attempts, DOUBLINGS)));
    return full / 2 + (long) (full / 2 * chance.getAsDouble());
  }
}
