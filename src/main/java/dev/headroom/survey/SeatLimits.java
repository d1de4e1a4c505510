package dev.headroom.survey;

import dev.headroom.chat.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Collects the MaxMemberNum of an app's ordinary groups, and says which look low. The plan cannot
 * be asked for, but a group of the app that has more proves that the plan gives more.
 */
final class SeatLimits {

  /** GroupIds kept of each limit. */
  static final int SAMPLES = 1_000;

  /**
   * The limits that Tencent documents for ordinary groups [1047/33529], [1047/34381], [269/9346].
   */
  private static final Map<Integer, String> PLANS =
      Map.of(
          20, "trial",
          200, "standard, or a mainland Pro",
          500, "standard",
          2_000, "Pro, or a mainland Ultimate",
          5_000, "Pro Plus");

  private final int told;
  private final Map<Integer, Seen> seen = new TreeMap<>();

  /** Groups of one limit. */
  private static final class Seen {
    private long groups;
    private final List<String> full = new ArrayList<>();
    private final List<String> others = new ArrayList<>();
    private long fullCount;
  }

  /**
   * Nothing was seen yet.
   *
   * @param told what the plan gives, or 0 when nobody said
   */
  SeatLimits(int told) {
    this.told = told;
  }

  void add(Group group) {
    if (!group.isOrdinary()) {
      return;
    }
    Seen same = seen.computeIfAbsent(group.maxMemberNum(), max -> new Seen());
    same.groups++;
    List<String> samples = same.others;
    if (group.isFull()) {
      same.fullCount++;
      samples = same.full;
    }
    if (samples.size() < SAMPLES) {
      samples.add(group.groupId());
    }
  }

  /** Whether a full group's limit looks low, by what was seen so far. */
  boolean isLow(int maxMemberNum) {
    return maxMemberNum < planLimit();
  }

  private int planLimit() {
    int highest = seen.keySet().stream().mapToInt(max -> max).max().orElse(0);
    return told > 0 ? told : highest;
  }

  LowLimits found() {
    int limit = planLimit();
    List<LowLimits.Limit> low = new ArrayList<>();
    seen.forEach(
        (max, same) -> {
          String plan = PLANS.get(max);
          // Somebody may have wanted just that limit; of a full group it is worth telling anyway.
          if (max < limit && (plan != null || same.fullCount > 0)) {
            low.add(limit(max, plan, same));
          }
        });
    return new LowLimits(limit, told > 0, low);
  }

  private static LowLimits.Limit limit(int max, String plan, Seen same) {
    List<String> samples = new ArrayList<>(same.full);
    if (plan != null) {
      samples.addAll(same.others);
    }
    return new LowLimits.Limit(
        max,
        plan,
        plan == null ? same.fullCount : same.groups,
        same.fullCount,
        samples.subList(0, Math.min(SAMPLES, samples.size())));
  }
}
