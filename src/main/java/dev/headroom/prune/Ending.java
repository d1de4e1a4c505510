package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.config.PolicySettings;
import dev.headroom.event.Outcome;
import java.util.Optional;

/** How a run ends, and what is still to be looked at before its end can be written down. */
sealed interface Ending {

  String SEATS_ARE_FREE = "seats are free";
  String LIMIT_REACHED = "the limit of 24 hours is reached";

  /** Nothing more is looked at. */
  record AtOnce(Outcome outcome, String note) implements Ending {}

  /** The group has just been looked at. */
  record Seen(Outcome outcome, String note, Group group) implements Ending {}

  /**
   * Something else comes first: what was asked for is still to be done.
   *
   * @param seen the group, if it has just been looked at
   */
  record CutShort(Outcome outcome, String note, Optional<Group> seen) implements Ending {}

  /** A limit of 24 hours leaves nobody more. */
  record AtLimit(String note, DayLimits limits) implements Ending {}

  /**
   * Members were removed: the seats are looked at once more.
   *
   * @param isLimited whether a limit of 24 hours kept the run below its need
   */
  record Pruned(String note, boolean isLimited) implements Ending {}

  /** The end of every run of a group that is full on purpose, whoever asks for room. */
  static Optional<Ending> ifTooSmall(Group group, PolicySettings policy, Progress progress) {
    return group.maxMemberNum() < policy.minSeats()
        ? Optional.of(
            new Seen(
                progress.outcomeOr(Outcome.TOO_SMALL),
                "MaxMemberNum is " + group.maxMemberNum() + ", below minSeats " + policy.minSeats(),
                group))
        : Optional.empty();
  }

  /** The end of a run that finds members waiting to be brought back. */
  static Ending restoreFirst(Progress progress) {
    return new CutShort(
        progress.outcomeOr(Outcome.NOTHING_TO_PRUNE),
        "members are to be brought back first",
        Optional.empty());
  }
}
