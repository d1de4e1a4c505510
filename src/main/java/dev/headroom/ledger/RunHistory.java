package dev.headroom.ledger;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads of the ledger, for people. Each is one short query or two by index. */
public final class RunHistory {

  /** Counts the accounts in the JSON: a quote inside a text has a backslash before it. */
  static final String NAMED =
      "(LENGTH(would_remove) - LENGTH(REPLACE(would_remove, '\"account\":', ''))) / 10";

  private RunHistory() {}

  /**
   * Where a page ended: the start and id of its last run.
   *
   * @param startedAt milliseconds since 1970
   * @param run id of the run
   */
  public record Position(long startedAt, String run) {}

  /**
   * A page of runs, the newest start first.
   *
   * @param groupId only this group, in whatever app, or null
   * @param outcome only runs that ended so, or null; an outcome leaves out runs that go on
   * @param after where the page before ended, or null for the first
   * @param limit most rows
   */
  public static List<RunRecord> list(
      Session session, String groupId, Outcome outcome, Position after, int limit)
      throws SQLException {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    if (groupId != null) {
      conditions.add("group_id = ?");
      parameters.add(groupId);
    }
    if (outcome != null) {
      conditions.add("outcome = ?");
      parameters.add(outcome.wire());
    }
    if (after != null) {
      conditions.add("(started_at, id) < (?, ?)");
      parameters.add(after.startedAt());
      parameters.add(after.run());
    }
    parameters.add(limit);
    return session.query(
        "SELECT * FROM runs %s ORDER BY started_at DESC, id DESC LIMIT ?"
            .formatted(conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions)),
        RunHistory::summary,
        parameters.toArray());
  }

  /** Whether there is a run of the group. */
  public static boolean has(Session session, GroupKey key) throws SQLException {
    return session.exists(
        "SELECT 1 FROM runs WHERE sdk_app_id = ? AND group_id = ? AND topic_id = ? LIMIT 1",
        key.sdkAppId(),
        key.groupId(),
        key.topicId());
  }

  /**
   * What the last run of a group has shown, if it only observed.
   *
   * @param type Tencent's Type of the group
   * @param members how many would have gone, as far as they are named
   */
  public record Observed(String type, int members) {}

  /**
   * See {@link Observed}; empty when the group's last run ended otherwise, was observed by the
   * group's own word, or there is none; or when a run has meant somebody and not ended.
   */
  public static Optional<Observed> observed(Session session, GroupKey key) throws SQLException {
    return session
        .first(
            """
            SELECT outcome, type, %s AS members, note FROM runs r
            WHERE sdk_app_id = ? AND group_id = ? AND topic_id = ? AND last_at IS NOT NULL
              AND NOT EXISTS
                (SELECT 1 FROM runs o
                 WHERE o.sdk_app_id = r.sdk_app_id AND o.group_id = r.group_id
                   AND o.topic_id = r.topic_id AND o.last_at IS NULL)
            ORDER BY last_at DESC LIMIT 1
            """
                .formatted(NAMED),
            row ->
                Outcome.OBSERVED.wire().equals(row.getString("outcome"))
                        && !RunEnd.OWN_WORD.equals(row.getString("note"))
                    ? Optional.of(new Observed(row.getString("type"), row.getInt("members")))
                    : Optional.<Observed>empty(),
            key.sdkAppId(),
            key.groupId(),
            key.topicId())
        .flatMap(last -> last);
  }

  /** One run with everyone it meant to remove; empty when there is none of that id. */
  public static Optional<RunRecord.Detail> find(Session session, String run) throws SQLException {
    List<RunRecord.Entry> members =
        session.query(
            "SELECT * FROM removals WHERE run = ? ORDER BY batch, place", RunHistory::entry, run);
    return session.first(
        "SELECT * FROM runs WHERE id = ?",
        row ->
            new RunRecord.Detail(
                summary(row),
                members,
                Columns.removals(row.getString("would_remove")),
                Columns.left(row.getString("left_out"))),
        run);
  }

  static RunRecord summary(ResultSet row) throws SQLException {
    String outcome = row.getString("outcome");
    return new RunRecord(
        Columns.run(row),
        outcome == null ? null : Wire.of(Outcome.class, outcome),
        Columns.integer(row, "seats_after"),
        row.getInt("removed_count"),
        Columns.spared(row.getString("spared")),
        row.getString("note"),
        Columns.instant(row, "finished_at"),
        row.getInt("times"),
        Columns.instant(row, "last_at"));
  }

  private static RunRecord.Entry entry(ResultSet row) throws SQLException {
    Removal removal = Columns.removal(row);
    return new RunRecord.Entry(
        removal, Wire.of(Fate.class, row.getString("fate")), row.getInt("batch"));
  }
}
