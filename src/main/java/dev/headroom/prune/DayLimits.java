package dev.headroom.prune;

import dev.headroom.config.PolicySettings;
import dev.headroom.ledger.Taken;

/**
 * Most removals within 24 hours, as numbers for one group; {@link #NONE} where there is no limit.
 *
 * @param perGroup from the group
 * @param perApp of its app
 */
public record DayLimits(int perGroup, int perApp) {

  /** No limit. */
  public static final int NONE = Integer.MAX_VALUE;

  /** Those of a policy for a group of so many seats. */
  static DayLimits of(PolicySettings policy, int seats) {
    return new DayLimits(
        policy.maxPerDayGroup().map(limit -> limit.atMost(seats)).orElse(NONE),
        policy.maxPerDayApp().orElse(NONE));
  }

  /** How many the group's limit leaves, or {@link #NONE}. */
  public int leftInGroup(Taken taken) {
    return left(perGroup, taken.group());
  }

  /** How many the app's limit leaves, or {@link #NONE}. */
  public int leftInApp(Taken taken) {
    return left(perApp, taken.app());
  }

  private static int left(int limit, int taken) {
    return limit == NONE ? NONE : Math.max(0, limit - taken);
  }
}
