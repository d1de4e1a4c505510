package dev.headroom.ledger;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Reads the ledger from a moment on, page by page in the order of time: for reports. */
public final class LedgerSpan {

  private LedgerSpan() {}

  /**
   * A run that has ended.
   *
   * @param run id of the run; with {@link #lastAtMillis} it tells where a page ended
   * @param key the group
   * @param type Tencent's Type of the group, or empty
   * @param outcome how it ended
   * @param max MaxMemberNum, or null
   * @param before MemberNum at its start, or null
   * @param after MemberNum at its end, or null
   * @param removed how many are really gone
   * @param times how many runs the row stands for
   * @param startedAt when the first of them began
   * @param lastAtMillis when the last of them ended, milliseconds since 1970
   * @param wouldRemove who would have gone
   */
  public record Ended(
      String run,
      GroupKey key,
      String type,
      Outcome outcome,
      Integer max,
      Integer before,
      Integer after,
      int removed,
      int times,
      Instant startedAt,
      long lastAtMillis,
      List<Removal> wouldRemove) {}

  /**
   * A member who was removed.
   *
   * @param run the run, with {@code batch} and {@code account} where a page ended
   * @param batch number of the intent
   * @param atMillis when that was, milliseconds since 1970
   * @param joinTime the JoinTime that ended
   */
  public record Removed(
      String run, int batch, String account, GroupKey key, long atMillis, Instant joinTime) {}

  /**
   * Runs that have ended since then, the earliest end first.
   *
   * @param after the last one of the page before, or null
   */
  public static List<Ended> ended(Session session, Instant since, Ended after, int limit)
      throws SQLException {
    return session.query(
        """
        SELECT * FROM runs WHERE outcome IS NOT NULL AND (last_at, id) > (?, ?)
        ORDER BY last_at, id LIMIT ?
        """,
        LedgerSpan::ended,
        after == null ? since.toEpochMilli() - 1 : after.lastAtMillis(),
        after == null ? "" : after.run(),
        limit);
  }

  private static Ended ended(ResultSet row) throws SQLException {
    return new Ended(
        row.getString("id"),
        Columns.key(row),
        row.getString("type"),
        Wire.of(Outcome.class, row.getString("outcome")),
        Columns.integer(row, "seats_max"),
        Columns.integer(row, "seats_before"),
        Columns.integer(row, "seats_after"),
        row.getInt("removed_count"),
        row.getInt("times"),
        Columns.instant(row, "started_at"),
        row.getLong("last_at"),
        Columns.removals(row.getString("would_remove")));
  }

  /**
   * Members removed since then, in the order of the intents.
   *
   * @param after the last one of the page before, or null
   */
  public static List<Removed> removed(Session session, Instant since, Removed after, int limit)
      throws SQLException {
    return session.query(
        """
        SELECT b.run, b.number, b.sdk_app_id, b.group_id, b.intended_at, r.account, r.join_time
        FROM batches b JOIN removals r ON r.run = b.run AND r.batch = b.number
        WHERE r.fate = ? AND (b.intended_at, b.run, b.number, r.account) > (?, ?, ?, ?)
        ORDER BY b.intended_at, b.run, b.number, r.account LIMIT ?
        """,
        LedgerSpan::removed,
        Fate.REMOVED.wire(),
        after == null ? since.toEpochMilli() - 1 : after.atMillis(),
        after == null ? "" : after.run(),
        after == null ? 0 : after.batch(),
        after == null ? "" : after.account(),
        limit);
  }

  private static Removed removed(ResultSet row) throws SQLException {
    return new Removed(
        row.getString("run"),
        row.getInt("number"),
        row.getString("account"),
        Columns.group(row),
        row.getLong("intended_at"),
        Columns.instant(row, "join_time"));
  }
}
