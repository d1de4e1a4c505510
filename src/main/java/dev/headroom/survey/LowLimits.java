package dev.headroom.survey;

import java.util.List;

/**
 * Groups whose MaxMemberNum looks low. It is fixed when a group is made and does not follow an
 * upgrade of the plan: it has to be raised by modify_group_base_info [1047/34962], [1047/33529].
 *
 * @param planLimit what the plan gives an ordinary group, as far as it is known; 0 = not known
 * @param told whether that was told, and not seen in a group of the app
 * @param limits the limits below it, the lowest first
 */
public record LowLimits(int planLimit, boolean told, List<Limit> limits) {

  /** Copies the list. */
  public LowLimits {
    limits = List.copyOf(limits);
  }

  /**
   * Groups of one limit.
   *
   * @param maxMemberNum the limit
   * @param plan the smaller plan whose limit that is, or null when only full groups have it
   * @param groups how many have it
   * @param full how many of them are full
   * @param samples GroupIds of some, full ones first
   */
  public record Limit(int maxMemberNum, String plan, long groups, long full, List<String> samples) {

    /** Copies the list. */
    public Limit {
      samples = List.copyOf(samples);
    }
  }
}
