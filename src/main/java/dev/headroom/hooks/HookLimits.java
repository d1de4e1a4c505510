package dev.headroom.hooks;

import java.time.Duration;

/**
 * How patient Headroom is with hooks.
 *
 * @param toStart how long the start of Headroom waits for them
 * @param toStop how long its stop waits for each
 * @param toAnswer how long a hook may keep its thread before that is told
 * @param toAnswerAsWorker the same for one that may block
 * @param toBeGone how long a hook may keep its thread before nothing more is sent to it
 */
record HookLimits(
    Duration toStart,
    Duration toStop,
    Duration toAnswer,
    Duration toAnswerAsWorker,
    Duration toBeGone) {

  /**
   * Starting and stopping have little time. What is sent to a hook that hangs stays in memory, so
   * that has an end, too.
   */
  static final HookLimits DEFAULT =
      new HookLimits(
          Duration.ofSeconds(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5));
}
