package dev.headroom.jobs;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids of runs and of what operators do: unique, and in the order of their time as long as one clock
 * makes them.
 */
public final class RunId {

  private static final int RADIX = 36;
  private static final int RANDOM_DIGITS = 8;
  private static final long RANDOM_BOUND = (long) Math.pow(RADIX, RANDOM_DIGITS);

  private RunId() {}

  /** 9 digits of time, which last until the year 5188, and 8 of chance. */
  public static String next(long nowMillis) {
    return digits(nowMillis, 9)
        + digits(ThreadLocalRandom.current().nextLong(RANDOM_BOUND), RANDOM_DIGITS);
  }

  private static String digits(long number, int width) {
    String digits = Long.toString(number, RADIX);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }
}
