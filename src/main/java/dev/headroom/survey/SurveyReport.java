package dev.headroom.survey;

import dev.headroom.prune.Plan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a survey of one app has found.
 *
 * @param sdkAppId the app
 * @param startedAt when it began
 * @param finishedAt when it ended
 * @param ended why it ended before it had seen everything, or null
 * @param groups groups that were looked at
 * @param unread groups of the list that could not be read
 * @param types groups by Type
 * @param fullCount full groups of a kind that can be pruned
 * @param full those of them that are listed, in the order of the list of groups
 * @param low what looks like limits of a smaller plan
 * @param calls REST calls that were made, by name
 */
public record SurveyReport(
    long sdkAppId,
    Instant startedAt,
    Instant finishedAt,
    String ended,
    long groups,
    long unread,
    Map<String, Long> types,
    long fullCount,
    List<FullGroup> full,
    LowLimits low,
    Map<String, Long> calls) {

  /** So many full groups are listed at most. */
  public static final int LIST_LIMIT = 10_000;

  /** Copies the collections. */
  public SurveyReport {
    types = Map.copyOf(types);
    full = List.copyOf(full);
    calls = Map.copyOf(calls);
  }

  /**
   * A full group.
   *
   * @param memberNum MemberNum when it was found
   * @param maxMemberNum MaxMemberNum
   * @param low whether its limit looks low
   * @param plan what a run would do, or null when it was not judged
   * @param unjudged why it was not judged, or null
   */
  public record FullGroup(
      String groupId,
      String type,
      int memberNum,
      int maxMemberNum,
      boolean low,
      Plan plan,
      String unjudged) {

    /** How many of its members would stay, by the rule that spares them. */
    Map<String, Integer> spared() {
      Map<String, Integer> spared = new TreeMap<>();
      plan.spared().forEach((rule, members) -> spared.put(rule.wire(), members.count()));
      return spared;
    }
  }

  /** How many members would go from all groups that were judged. */
  public long wouldGo() {
    return full.stream()
        .filter(group -> group.plan() != null)
        .mapToLong(group -> group.plan().removed().size())
        .sum();
  }
}
