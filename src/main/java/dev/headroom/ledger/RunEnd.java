package dev.headroom.ledger;

import dev.headroom.event.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a run ended; who was removed is in the ledger already.
 *
 * @param run the run
 * @param outcome how it ended
 * @param after MemberNum at the end, or null when it was not read
 * @param wouldRemove for {@code observed} and {@code braked}: who would have gone, in order
 * @param spared how many were spared, by rule
 * @param note why, in plain words, for people; no account ids
 * @param finishedAt when
 * @param left for the release of a braked run: who of those shown stayed; else nobody
 */
public record RunEnd(
    Run run,
    Outcome outcome,
    Integer after,
    List<Removal> wouldRemove,
    Map<String, Integer> spared,
    String note,
    Instant finishedAt,
    List<StayedMember> left) {

  /** The note of a run that observed because the group itself asks for no more. */
  public static final String OWN_WORD = "the group's own field asks to be observed only";

  /** The end of a run that was no release. */
  public RunEnd(
      Run run,
      Outcome outcome,
      Integer after,
      List<Removal> wouldRemove,
      Map<String, Integer> spared,
      String note,
      Instant finishedAt) {
    this(run, outcome, after, wouldRemove, spared, note, finishedAt, List.of());
  }

  /** Copies the collections. */
  public RunEnd {
    wouldRemove = List.copyOf(wouldRemove);
    spared = Map.copyOf(spared);
    left = List.copyOf(left);
  }
}
