package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.config.PolicySettings;
import dev.headroom.ledger.Taken;
import dev.headroom.store.DatabaseClock;
import java.time.Duration;
import java.util.Optional;

/**
 * How many may go. Pure.
 *
 * @param wanted how many seats the run wants to free, {@code maxPerRun} observed
 * @param allowed how many of them the limits of 24 hours leave
 * @param brake why nobody may go before a person has looked, or null
 */
record Allowance(int wanted, int allowed, String brake) {

  /**
   * Weighs a full group.
   *
   * @param taken removals of the last 24 h, those of this run included
   * @param removed how many this run has removed in earlier tries
   * @param planned how many it meant to remove altogether, if it is resumed: seats that others took
   *     meanwhile are not its affair
   * @param clockSkew how far our clock is from Tencent's; empty when that is not known
   */
  static Allowance of(
      PolicySettings policy,
      Group group,
      Taken taken,
      int removed,
      Optional<Integer> planned,
      Optional<Duration> clockSkew) {
    int seats = group.maxMemberNum();
    int need = need(policy, group);
    int open = planned.map(all -> Math.min(need, all - removed)).orElse(need);
    int wanted = Math.max(0, Math.min(open, policy.maxPerRun() - removed));
    DayLimits limits = DayLimits.of(policy, seats);
    int left = Math.min(limits.leftInGroup(taken), limits.leftInApp(taken));
    return new Allowance(
        wanted, Math.min(wanted, left), brake(policy, group, open + taken.group(), clockSkew));
  }

  /** How many must go so that enough seats are free. */
  static int need(PolicySettings policy, Group group) {
    int seats = group.maxMemberNum();
    return group.memberNum() + policy.freeSeats().atLeast(seats) - seats;
  }

  private static String brake(
      PolicySettings policy, Group group, int inOneDay, Optional<Duration> skew) {
    int limit = policy.brake().atMost(group.maxMemberNum());
    String unsafe = unsafe(group, skew);
    return unsafe == null && inOneDay > limit
        ? inOneDay + " members within 24 h would be more than the brake's " + limit
        : unsafe;
  }

  /** Why nobody may go as things are now, or null: to be asked before each batch. */
  static String unsafe(Group group, Optional<Duration> skew) {
    int seats = group.maxMemberNum();
    if (group.memberNum() > seats) {
      return "MemberNum "
          + group.memberNum()
          + " is above MaxMemberNum "
          + seats
          + ": a lowered limit must not empty the group; raise MaxMemberNum";
    }
    return wrongClock(skew);
  }

  /** Why our clock forbids every removal, or null: no word of a person can make it right. */
  static String wrongClock(Optional<Duration> skew) {
    if (skew.isEmpty()) {
      return "Chat's replies carry no Date, so nobody can tell whether our clock is right";
    }
    return DatabaseClock.isFar(skew.get())
        ? "our clock is " + skew.get().toSeconds() + " s from Tencent's: set the clock"
        : null;
  }
}
