package dev.headroom.prune;

import dev.headroom.config.PolicySettings;
import dev.headroom.event.Outcome;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a group is left alone after a run.
 *
 * @param time the rest
 * @param level how many runs in a row removed nobody, this one included
 */
record Rest(Duration time, int level) {

  private static final Duration SEATS_ARE_FREE = Duration.ofSeconds(5);
  private static final int MAX_DOUBLINGS = 20;

  /**
   * The rest after a run.
   *
   * @param level runs in a row before this one that removed nobody
   * @param firstEligibleAt when the first member can go, or null when that is not known
   */
  static Rest after(
      Outcome outcome, PolicySettings policy, int level, Instant firstEligibleAt, Instant now) {
    if (outcome == Outcome.PRUNED) {
      return new Rest(policy.cooldown(), 0);
    }
    if (outcome == Outcome.NOT_FULL_ANY_MORE) {
      return new Rest(SEATS_ARE_FREE, 0);
    }
    Duration rest = policy.cooldown().multipliedBy(1L << Math.min(level, MAX_DOUBLINGS));
    if (outcome == Outcome.NOTHING_TO_PRUNE && firstEligibleAt != null) {
      Duration untilEligible = Duration.between(now, firstEligibleAt);
      rest = rest.compareTo(untilEligible) < 0 ? untilEligible : rest;
    }
    rest = rest.compareTo(policy.maxRest()) > 0 ? policy.maxRest() : rest;
    return new Rest(rest, level + 1);
  }
}
