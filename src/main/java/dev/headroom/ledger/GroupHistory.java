package dev.headroom.ledger;

import dev.headroom.event.GroupPruned;
import dev.headroom.event.Outcome;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the ledger tells of groups and of spans of time. Each is one short query by index. */
public final class GroupHistory {

  /** Ends of a run that found no room; one that only observes was not to find any. */
  private static final Set<Outcome> REMOVED_NOBODY =
      EnumSet.of(Outcome.NOTHING_TO_PRUNE, Outcome.BRAKED, Outcome.DAILY_LIMIT, Outcome.FAILED);

  /** See {@link #isStuck}. */
  private static final String STUCK =
      """
      AND r.outcome IN (%s) AND r.removed_count = 0
        AND COALESCE(r.seats_after, r.seats_before) >= r.seats_max
      """
          .formatted(
              REMOVED_NOBODY.stream()
                  .map(outcome -> "'" + outcome.wire() + "'")
                  .collect(Collectors.joining(", ")));

  private GroupHistory() {}

  /**
   * The newest run of each group, the newest first.
   *
   * @param stuck only of groups that are stuck, see {@link #isStuck}
   * @param after end and id of the last run of the page before, or null
   * @param limit most rows
   */
  public static List<RunRecord> newest(
      Session session, boolean stuck, RunHistory.Position after, int limit) throws SQLException {
    List<Object> parameters = new ArrayList<>();
    String before = "";
    if (after != null) {
      before = "AND (r.last_at, r.id) < (?, ?)";
      parameters.add(after.startedAt());
      parameters.add(after.run());
    }
    parameters.add(limit);
    return session.query(
        """
        SELECT r.* FROM runs r
        WHERE r.last_at IS NOT NULL AND r.topic_id = '' AND NOT EXISTS
          (SELECT 1 FROM runs n
           WHERE n.sdk_app_id = r.sdk_app_id AND n.group_id = r.group_id
             AND n.topic_id = r.topic_id
             AND (n.last_at > r.last_at OR (n.last_at = r.last_at AND n.id > r.id)))
          %s %s
        ORDER BY r.last_at DESC, r.id DESC LIMIT ?
        """
            .formatted(stuck ? STUCK : "", before),
        RunHistory::summary,
        parameters.toArray());
  }

  /**
   * Whether a group is stuck: full at its last run, which could remove nobody.
   *
   * @param outcome of that run, or null while it goes on
   * @param removed how many members are really gone
   * @param members after it, or null
   * @param max its seats, or null
   */
  public static boolean isStuck(Outcome outcome, int removed, Integer members, Integer max) {
    // A run that goes on has removed people, and no end yet.
    return outcome != null
        && REMOVED_NOBODY.contains(outcome)
        && removed == 0
        && max != null
        && members != null
        && members >= max;
  }

  /**
   * Sums over the runs that ended in a span of time.
   *
   * @param removed members that went
   * @param wouldRemove members that were named by runs that only observed
   * @param braked runs that were braked
   */
  public record Sums(long removed, long wouldRemove, long braked) {}

  /** See {@link Sums}; from that time on, milliseconds since 1970. */
  public static Sums sums(Session session, long from) throws SQLException {
    return session
        .first(
            """
            SELECT COALESCE(SUM(removed_count), 0) AS removed,
              COALESCE(SUM(CASE WHEN outcome = 'observed' THEN %s ELSE 0 END), 0)
                AS would_remove,
              COALESCE(SUM(CASE WHEN outcome = 'braked' THEN 1 ELSE 0 END), 0) AS braked
            FROM runs WHERE last_at >= ?
            """
                .formatted(RunHistory.NAMED),
            row ->
                new Sums(
                    row.getLong("removed"), row.getLong("would_remove"), row.getLong("braked")),
            from)
        .orElseThrow();
  }

  /**
   * Members that went, by steps of time.
   *
   * @param from the first step begins then, milliseconds since 1970
   * @param stepMillis length of a step
   * @return the number of the step, counted from 0, and how many; steps without any are left out
   */
  public static Map<Long, Long> removedBySteps(Session session, long from, long stepMillis)
      throws SQLException {
    return session
        .query(
            """
            SELECT (last_at - %1$s) / %2$s AS step, SUM(removed_count) AS removed FROM runs
            WHERE last_at >= ? AND removed_count > 0 GROUP BY (last_at - %1$s) / %2$s
            """
                .formatted(from, stepMillis),
            row -> Map.entry(row.getLong("step"), row.getLong("removed")),
            from)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The ends of runs as the bus told them, the oldest first.
   *
   * @param from not before then, milliseconds since 1970
   * @param limit most of them; of more than that the newest
   */
  public static List<GroupPruned> ended(Session session, long from, int limit) throws SQLException {
    List<String> runs =
        session.texts(
            "SELECT id FROM runs WHERE last_at >= ? ORDER BY last_at DESC LIMIT ?", from, limit);
    List<GroupPruned> ended = new ArrayList<>();
    for (String run : runs) {
      ended.add(0, Outbox.message(session, run));
    }
    return ended;
  }
}
