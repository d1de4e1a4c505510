package dev.headroom.report;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import java.util.Map;

/**
 * One group in the span.
 *
 * @param type Tencent's Type, or empty when no run came to know it
 * @param max MaxMemberNum at the last run, or null
 * @param members MemberNum, as of now if Chat could be asked, or else after the last run; or null
 * @param outcomes runs by outcome
 * @param last how the last run ended, or null when none has ended yet
 * @param freed seats freed: members removed
 * @param joined who joined after seats were freed, less those who left meanwhile
 * @param stuck whether it was full at the last run, which could remove nobody
 * @param returns what became of those removed
 * @param shown what became of those who would have gone
 */
public record GroupFigures(
    GroupKey key,
    String type,
    Integer max,
    Integer members,
    Map<Outcome, Integer> outcomes,
    Outcome last,
    int freed,
    int joined,
    boolean stuck,
    Returns returns,
    Shown shown) {

  /** Copies the map. */
  public GroupFigures {
    outcomes = Map.copyOf(outcomes);
  }

  /**
   * What became of members who were removed. Nobody is counted twice.
   *
   * @param removed how many were removed
   * @param back who came back within {@link Report#REGRET}
   * @param later who came back after that
   * @param restored who is a member again with the JoinTime of old: brought back by an operator
   * @param unread of whom nothing could be read
   * @param open who went less than {@link Report#REGRET} ago and has not come back yet
   */
  public record Returns(int removed, int back, int later, int restored, int unread, int open) {

    static final Returns NONE = new Returns(0, 0, 0, 0, 0, 0);

    Returns plus(Returns other) {
      return new Returns(
          removed + other.removed,
          back + other.back,
          later + other.later,
          restored + other.restored,
          unread + other.unread,
          open + other.open);
    }

    /** Of how many it is known whether they came back. */
    public int known() {
      return removed - unread;
    }
  }

  /**
   * What became of members who would have gone, had the mode been {@code enforce}.
   *
   * @param people how many there were
   * @param active who wrote or joined again since
   * @param left who has left since
   * @param unread of whom nothing could be read
   */
  public record Shown(int people, int active, int left, int unread) {

    static final Shown NONE = new Shown(0, 0, 0, 0);

    Shown plus(Shown other) {
      return new Shown(
          people + other.people, active + other.active, left + other.left, unread + other.unread);
    }

    /** Of how many it is known whether they became active. */
    public int known() {
      return people - unread;
    }
  }
}
