package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** Looks at the seats at the end of a run, where that is needed to tell what is left undone. */
final class LastLook {

  private final Task task;
  private final RunFacts facts;
  private final GroupCalls calls;
  private final boolean isRelease;
  private final boolean anyRemoved;

  /**
   * The end of a run.
   *
   * @param outcome how it ended
   * @param note why, for people
   * @param seqSeen see {@link RunResult#seqSeen()}
   * @param after MemberNum at the end, or null
   * @param isCutShort whether it says nothing about the next run
   * @param untilRoom how long the limits of 24 hours leave nobody
   */
  record End(
      Outcome outcome,
      String note,
      long seqSeen,
      Integer after,
      boolean isCutShort,
      Duration untilRoom) {

    End(Outcome outcome, String note, long seqSeen, Integer after) {
      this(outcome, note, seqSeen, after, seqSeen == Task.NO_SEQ, Duration.ZERO);
    }
  }

  LastLook(Task task, RunFacts facts, GroupCalls calls, boolean isRelease, boolean anyRemoved) {
    this.task = task;
    this.facts = facts;
    this.calls = calls;
    this.isRelease = isRelease;
    this.anyRemoved = anyRemoved;
  }

  Future<End> of(Ending ending) {
    if (ending instanceof Ending.AtOnce now) {
      return atOnce(now.outcome(), now.note());
    }
    if (ending instanceof Ending.Seen seen) {
      Group group = seen.group();
      long seq = isRelease && group.isFull() ? Task.NO_SEQ : task.seq();
      return Future.succeededFuture(new End(seen.outcome(), seen.note(), seq, group.memberNum()));
    }
    if (ending instanceof Ending.CutShort cut) {
      Future<Optional<Group>> seen =
          cut.seen().isEmpty() && anyRemoved
              ? calls.seats().map(Optional::of)
              : Future.succeededFuture(cut.seen());
      return seen.map(
          group ->
              new End(
                  cut.outcome(),
                  cut.note(),
                  Task.NO_SEQ,
                  group.map(Group::memberNum).orElse(null)));
    }
    if (ending instanceof Ending.AtLimit limit) {
      return anyRemoved ? seats(limit.note(), true) : untilRoom(limit);
    }
    Ending.Pruned pruned = (Ending.Pruned) ending;
    return seats(pruned.note(), pruned.isLimited());
  }

  private Future<End> atOnce(Outcome outcome, String note) {
    return Future.succeededFuture(new End(outcome, note, seqUnseen(), null));
  }

  /** A release goes by those who were shown: without a look at the seats others may wait. */
  private long seqUnseen() {
    return isRelease ? Task.NO_SEQ : task.seq();
  }

  /** Whom a limit leaves nobody can do nothing before enough of the 24 hours has rolled by. */
  private Future<End> untilRoom(Ending.AtLimit limit) {
    long seq = seqUnseen();
    return facts
        .untilRoom(task, limit.limits())
        .map(
            room ->
                new End(
                    Outcome.DAILY_LIMIT,
                    limit.note(),
                    room.isPresent() ? Task.NO_SEQ : seq,
                    null,
                    seq == Task.NO_SEQ,
                    room.orElse(Duration.ZERO)));
  }

  /**
   * What happens after this look is another run's. Somebody may have been refused again between the
   * delete and this look, and nothing but a full group tells of it.
   */
  private Future<End> seats(String note, boolean isLimited) {
    return facts
        .seq(task)
        .compose(
            seq ->
                calls
                    .seats()
                    .map(
                        group ->
                            new End(
                                Outcome.PRUNED,
                                note,
                                group.isFull() || isLimited ? Task.NO_SEQ : seq,
                                group.memberNum())));
  }
}
