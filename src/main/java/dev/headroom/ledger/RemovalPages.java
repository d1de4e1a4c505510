package dev.headroom.ledger;

import dev.headroom.event.GroupKey;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All removals in the order they were made, a few delete calls at a time: each read is short. */
public final class RemovalPages {

  /** Delete calls of one page, of at most 100 members each. */
  private static final int CALLS = 5;

  private RemovalPages() {}

  /**
   * Where a page ended.
   *
   * @param at when its last intent was committed, milliseconds since 1970
   * @param run the run of that intent
   * @param batch its number in the run
   */
  public record Position(long at, String run, int batch) {}

  /**
   * A removal.
   *
   * @param at when
   * @param run the run
   * @param key the group
   * @param type Tencent's Type of the group
   * @param removal who and why
   * @param restored what became of undoing it at last, or null when nobody asked
   */
  public record Row(
      Instant at, String run, GroupKey key, String type, Removal removal, RestoreResult restored) {}

  /**
   * A page.
   *
   * @param rows may be empty though there are more
   * @param next where the next page begins, or null at the end
   */
  public record Page(List<Row> rows, Position next) {}

  private record Call(Position position, GroupKey key, String type) {}

  /**
   * The next page of a span of time.
   *
   * @param after where the page before ended, or null for the first
   */
  public static Page next(Session session, Instant from, Instant to, Position after)
      throws SQLException {
    Position start = after == null ? new Position(from.toEpochMilli(), "", 0) : after;
    List<Call> calls =
        session.query(
            """
            SELECT b.intended_at, b.run, b.number, b.sdk_app_id, b.group_id, r.type
            FROM batches b JOIN runs r ON r.id = b.run
            WHERE (b.intended_at, b.run, b.number) > (?, ?, ?) AND b.intended_at < ?
            ORDER BY b.intended_at, b.run, b.number LIMIT ?
            """,
            row ->
                new Call(
                    new Position(
                        row.getLong("intended_at"), row.getString("run"), row.getInt("number")),
                    Columns.group(row),
                    row.getString("type")),
            start.at(),
            start.run(),
            start.batch(),
            to.toEpochMilli(),
            CALLS);
    List<Row> rows = new ArrayList<>();
    Map<String, Map<String, RestoreResult>> restored = new HashMap<>();
    for (Call call : calls) {
      Position at = call.position();
      if (!restored.containsKey(at.run())) {
        restored.put(at.run(), restored(session, at.run()));
      }
      Map<String, RestoreResult> results = restored.get(at.run());
      session
          .query(
              """
              SELECT * FROM removals WHERE run = ? AND batch = ? AND fate = 'removed'
              ORDER BY place
              """,
              Columns::removal,
              at.run(),
              at.batch())
          .forEach(
              removal ->
                  rows.add(
                      new Row(
                          Instant.ofEpochMilli(at.at()),
                          at.run(),
                          call.key(),
                          call.type(),
                          removal,
                          results.get(removal.account()))));
    }
    Position next = calls.size() < CALLS ? null : calls.get(calls.size() - 1).position();
    return new Page(rows, next);
  }

  private static Map<String, RestoreResult> restored(Session session, String run)
      throws SQLException {
    Map<String, RestoreResult> results = new HashMap<>();
    RestoreHistory.ofRun(session, run).forEach(each -> results.put(each.account(), each.result()));
    return results;
  }
}
