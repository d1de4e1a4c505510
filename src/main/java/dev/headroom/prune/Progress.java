package dev.headroom.prune;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a run has come to so far. Lives on the run's context. */
final class Progress {

  private final List<Removal> withheld = new ArrayList<>();
  private final Spared spared;
  private int removed;

  /**
   * Nothing yet.
   *
   * @param names most accounts kept by each rule that spares them
   */
  Progress(int names) {
    this.spared = new Spared(names);
  }

  /** Goes on from where earlier tries of the run have ended. */
  void goOnFrom(int removedBefore) {
    removed = removedBefore;
  }

  /** Takes in what became of a batch, and says how many are gone. */
  int count(Map<String, Fate> fates) {
    int gone = (int) fates.values().stream().filter(fate -> fate == Fate.REMOVED).count();
    removed += gone;
    return gone;
  }

  /** These would have gone. */
  void withhold(List<Removal> batch) {
    withheld.addAll(batch);
  }

  /** How many are really gone, those of earlier tries included. */
  int removed() {
    return removed;
  }

  /** Who would have gone. */
  List<Removal> withheld() {
    return withheld;
  }

  /** Who is spared. */
  Spared spared() {
    return spared;
  }

  /** How the run has ended: this is the outcome if it has removed nobody. */
  Outcome outcomeOr(Outcome ofNobody) {
    return removed > 0 ? Outcome.PRUNED : ofNobody;
  }
}
