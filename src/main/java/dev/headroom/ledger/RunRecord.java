package dev.headroom.ledger;

import dev.headroom.event.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run as the ledger keeps it.
 *
 * @param run how it began; of a row that stands for several runs, the newest one's facts under the
 *     first one's id and start
 * @param outcome how it ended, or null while it goes on
 * @param after MemberNum at the end, or null
 * @param removedCount how many members are really gone
 * @param spared how many were spared, by rule
 * @param note why, in plain words, or null while it goes on
 * @param finishedAt when the first of them ended, or null
 * @param times how many runs the row stands for
 * @param lastAt when the last of them ended, or null
 */
public record RunRecord(
    Run run,
    Outcome outcome,
    Integer after,
    int removedCount,
    Map<String, Integer> spared,
    String note,
    Instant finishedAt,
    int times,
    Instant lastAt) {

  /**
   * One run with all its people.
   *
   * @param summary the run
   * @param members everyone it meant to remove, in order, an account once for each intent
   * @param wouldRemove who would have gone; of a braked run all of them, else cut at {@link
   *     dev.headroom.event.GroupPruned#LIST_LIMIT}
   * @param left of a release: who of those shown stayed
   */
  public record Detail(
      RunRecord summary, List<Entry> members, List<Removal> wouldRemove, List<StayedMember> left) {}

  /**
   * A member a run meant to remove.
   *
   * @param removal who and why
   * @param fate what became of them
   * @param batch number of the intent
   */
  public record Entry(Removal removal, Fate fate, int batch) {}
}
