package dev.headroom.prune;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import java.util.List;
import java.util.Map;

/**
 * What a run would come to if it began now.
 *
 * @param run the group; its id means nothing
 * @param bounds how far the run may go
 * @param outcome how the run would end
 * @param note why, in plain words
 * @param before MemberNum now, or null when the group was not read
 * @param after MemberNum afterwards, or null
 * @param removed who would go, in order
 * @param spared who would not
 */
public record Plan(
    Run run,
    Bounds bounds,
    Outcome outcome,
    String note,
    Integer before,
    Integer after,
    List<Removal> removed,
    Map<SparingRule, Spared> spared) {

  /**
   * Members that one rule spares.
   *
   * @param count how many
   * @param samples the first of them
   */
  public record Spared(int count, List<String> samples) {}
}
