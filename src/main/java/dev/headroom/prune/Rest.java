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
   * What a rest goes by, besides the outcome.
   *
   * @param firstEligibleAt when the first member can go, or null when somebody can at any moment or
   *     nobody knows
   * @param cutShort whether something else came before the run's own end: it says nothing about the
   *     next one
   * @param atLeast no shorter than this, whatever {@code maxRest} says: nobody can go before
   */
  record Reasons(Instant firstEligibleAt, boolean cutShort, Duration atLeast) {}

  /**
   * The rest after a run.
   *
   * @param level runs in a row before this one that removed nobody
   */
  static Rest after(
      Outcome outcome, PolicySettings policy, int level, Reasons reasons, Instant now) {
    Rest usual = usual(outcome, policy, level, reasons, now);
    return usual.time().compareTo(reasons.atLeast()) < 0
        ? new Rest(reasons.atLeast(), usual.level())
        : usual;
  }

  private static Rest usual(
      Outcome outcome, PolicySettings policy, int level, Reasons reasons, Instant now) {
    if (outcome == Outcome.PRUNED) {
      return new Rest(policy.cooldown(), 0);
    }
    if (outcome == Outcome.NOT_FULL_ANY_MORE) {
      return new Rest(SEATS_ARE_FREE, 0);
    }
    if (reasons.cutShort()) {
      return new Rest(policy.cooldown(), level);
    }
    Duration rest = policy.cooldown().multipliedBy(1L << Math.min(level, MAX_DOUBLINGS));
    if (outcome == Outcome.NOTHING_TO_PRUNE && reasons.firstEligibleAt() != null) {
      Duration untilEligible = Duration.between(now, reasons.firstEligibleAt());
      rest = rest.compareTo(untilEligible) < 0 ? untilEligible : rest;
    }
    rest = rest.compareTo(policy.maxRest()) > 0 ? policy.maxRest() : rest;
    return new Rest(rest, level + 1);
  }
}
