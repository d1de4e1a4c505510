package dev.headroom.ledger;

import java.util.List;
import java.util.Set;

/**
 * What the ledger knows of a run that has not ended.
 *
 * @param run the run
 * @param open intents nobody knows the effect of yet
 * @param removed how many members it has really removed
 * @param returned accounts that came back after an intent of this run: never again in this run
 */
public record OpenRun(Run run, List<Batch> open, int removed, Set<String> returned) {

  /** Copies the collections. */
  public OpenRun {
    open = List.copyOf(open);
    returned = Set.copyOf(returned);
  }

  /**
   * A committed intent: the members of one delete call.
   *
   * @param number counts from 1 in its run
   * @param removals the members
   * @param intendedAt when the intent was committed, milliseconds since 1970
   */
  public record Batch(int number, List<Removal> removals, long intendedAt) {

    /** Copies the list. */
    public Batch {
      removals = List.copyOf(removals);
    }
  }
}
