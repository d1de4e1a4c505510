package dev.headroom.survey;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Removal;
import java.util.List;
import java.util.Map;

/**
 * What a run of a group would come to.
 *
 * @param outcome how it would end, were the mode {@code enforce}: {@code pruned} when members go
 * @param note why, in plain words, or empty
 * @param wouldGo who would go, in order
 * @param spared how many would not, by the rule that spares them
 */
public record Outlook(
    Outcome outcome, String note, List<Removal> wouldGo, Map<String, Integer> spared) {

  /** Copies the collections. */
  public Outlook {
    wouldGo = List.copyOf(wouldGo);
    spared = Map.copyOf(spared);
  }
}
