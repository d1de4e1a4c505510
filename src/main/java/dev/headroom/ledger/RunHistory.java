package dev.headroom.ledger;

import dev.headroom.event.Fate;
import dev.headroom.event.Outcome;
import dev.headroom.event.Removal;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads of the ledger, for people. Each is one short query or two by index. */
public final class RunHistory {

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
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    return session.query(
        "SELECT * FROM runs" + where + " ORDER BY started_at DESC, id DESC LIMIT ?",
        RunHistory::summary,
        parameters.toArray());
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
                summary(row), members, Columns.removals(row.getString("would_remove"))),
        run);
  }

  private static RunRecord summary(ResultSet row) throws SQLException {
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
