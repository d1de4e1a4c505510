package dev.headroom.ledger;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Restores and how far they are, for people. Each is one short query or two by index. */
public final class RestoreHistory {

  private RestoreHistory() {}

  /**
   * A request and how far it is.
   *
   * @param request the request
   * @param at when it was asked
   * @param counts members by result
   * @param tried how many of those who wait a call was sent for, or is about to be
   */
  public record Progress(
      RestoreTable.Request request, Instant at, Map<RestoreResult, Integer> counts, int tried) {}

  /**
   * A member of a request.
   *
   * @param key the group
   * @param account the member
   * @param run the run that removed them
   * @param joinTime the JoinTime they had
   * @param result what became of them
   * @param detail why, or null
   * @param settledAt when that was known, or null
   */
  public record Entry(
      GroupKey key,
      String account,
      String run,
      Instant joinTime,
      RestoreResult result,
      String detail,
      Instant settledAt) {}

  /**
   * A removal that somebody wanted to be undone.
   *
   * @param restore id of the request
   * @param account the member
   * @param result what became of it
   */
  public record Undone(String restore, String account, RestoreResult result) {}

  private record Asked(RestoreTable.Request request, Instant at) {}

  /**
   * A page of requests, the newest first.
   *
   * @param askedAt where the page before ended, milliseconds since 1970, or null
   * @param id id of the last one of the page before, or null
   */
  public static List<Progress> list(Session session, Long askedAt, String id, int limit)
      throws SQLException {
    List<Asked> asked =
        askedAt == null
            ? session.query(
                "SELECT * FROM restores ORDER BY asked_at DESC, id DESC LIMIT ?",
                RestoreHistory::asked,
                limit)
            : session.query(
                """
                SELECT * FROM restores WHERE (asked_at, id) < (?, ?)
                ORDER BY asked_at DESC, id DESC LIMIT ?
                """,
                RestoreHistory::asked,
                askedAt,
                id,
                limit);
    List<Progress> all = new ArrayList<>();
    for (Asked each : asked) {
      all.add(progress(session, each));
    }
    return all;
  }

  /** One request; empty when there is none of that id. */
  public static Optional<Progress> find(Session session, String id) throws SQLException {
    Optional<Asked> asked =
        session.first("SELECT * FROM restores WHERE id = ?", RestoreHistory::asked, id);
    return asked.isEmpty() ? Optional.empty() : Optional.of(progress(session, asked.get()));
  }

  private static Asked asked(ResultSet row) throws SQLException {
    return new Asked(
        new RestoreTable.Request(
            row.getString("id"),
            row.getString("asked_by"),
            row.getString("reason"),
            row.getString("run"),
            Columns.instant(row, "from_at"),
            Columns.instant(row, "to_at"),
            Columns.longOrNull(row, "sdk_app_id"),
            row.getString("group_id")),
        Columns.instant(row, "asked_at"));
  }

  private record Count(RestoreResult result, int all, int tried) {}

  private static Progress progress(Session session, Asked asked) throws SQLException {
    Map<RestoreResult, Integer> counts = new EnumMap<>(RestoreResult.class);
    int tried = 0;
    for (Count count :
        session.query(
            """
            SELECT result, COUNT(*) AS members, COUNT(way) AS tried FROM returnees
            WHERE restore = ? GROUP BY result
            """,
            row -> new Count(result(row), row.getInt("members"), row.getInt("tried")),
            asked.request().id())) {
      counts.put(count.result(), count.all());
      tried = count.result() == RestoreResult.WAITING ? count.tried() : tried;
    }
    return new Progress(asked.request(), asked.at(), counts, tried);
  }

  private static RestoreResult result(ResultSet row) throws SQLException {
    return Wire.of(RestoreResult.class, row.getString("result"));
  }

  /** The members of a request, group by group. */
  public static List<Entry> members(Session session, String restore) throws SQLException {
    return session.query(
        """
        SELECT * FROM returnees WHERE restore = ?
        ORDER BY sdk_app_id, group_id, last_activity DESC, account
        """,
        RestoreHistory::entry,
        restore);
  }

  private static Entry entry(ResultSet row) throws SQLException {
    return new Entry(
        Columns.group(row),
        row.getString("account"),
        row.getString("run"),
        Columns.instant(row, "join_time"),
        result(row),
        row.getString("detail"),
        Columns.instant(row, "settled_at"));
  }

  /** What was asked back of a run, the oldest request first. */
  public static List<Undone> ofRun(Session session, String run) throws SQLException {
    return session.query(
        """
        SELECT t.restore, t.account, t.result FROM returnees t
        JOIN restores a ON a.id = t.restore WHERE t.run = ? ORDER BY a.asked_at, a.id
        """,
        row -> new Undone(row.getString("restore"), row.getString("account"), result(row)),
        run);
  }
}
