package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import dev.headroom.ledger.Columns;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Where operators have stopped the work. Functions on a transaction that the caller owns; a pause
 * whose end has passed by the database's clock is none.
 */
public final class PauseTable {

  /** A condition of a query of jobs: the group is not paused. Takes the time of now. */
  static final String JOB_NOT_PAUSED =
      """
      NOT EXISTS (SELECT 1 FROM pauses p WHERE p.sdk_app_id = jobs.sdk_app_id
        AND p.group_id = jobs.group_id AND (p.until_at IS NULL OR p.until_at > ?))
      """;

  private PauseTable() {}

  /** Stops the work; a pause of the same app and group is replaced. */
  public static void pause(Session session, Pause pause) throws SQLException {
    session.update(
        """
        INSERT INTO pauses (sdk_app_id, group_id, reason, until_at, paused_by, paused_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (sdk_app_id, group_id) DO UPDATE SET
          reason = excluded.reason, until_at = excluded.until_at,
          paused_by = excluded.paused_by, paused_at = excluded.paused_at
        """,
        pause.sdkAppId(),
        pause.groupId(),
        pause.reason(),
        pause.until() == null ? null : pause.until().toEpochMilli(),
        pause.by(),
        pause.at().toEpochMilli());
    session.update("DELETE FROM pauses WHERE until_at <= ?", session.now());
  }

  /**
   * Ends exactly that pause; a wider or narrower one stays.
   *
   * @return how many were in force
   */
  public static int resume(Session session, long sdkAppId, String groupId) throws SQLException {
    return session.update(
        """
        DELETE FROM pauses
        WHERE sdk_app_id = ? AND group_id = ? AND (until_at IS NULL OR until_at > ?)
        """,
        sdkAppId,
        groupId,
        session.now());
  }

  /** All that are in force, the widest first. */
  public static List<Pause> list(Session session) throws SQLException {
    return session.query(
        "SELECT * FROM pauses WHERE until_at IS NULL OR until_at > ? ORDER BY sdk_app_id, group_id",
        PauseTable::pause,
        session.now());
  }

  /** Pauses of the group, of its app and of everything, the widest first. */
  public static List<Pause> of(Session session, GroupKey key) throws SQLException {
    return session.query(
        """
        SELECT * FROM pauses
        WHERE ((sdk_app_id = 0 AND group_id = '') OR (sdk_app_id = ? AND group_id IN ('', ?)))
          AND (until_at IS NULL OR until_at > ?)
        ORDER BY sdk_app_id, group_id
        """,
        PauseTable::pause,
        key.sdkAppId(),
        key.groupId(),
        session.now());
  }

  /** Whether nothing of the app may run, not only some groups of it. */
  static boolean isPaused(Session session, long sdkAppId) throws SQLException {
    return session.exists(
        """
        SELECT 1 FROM pauses
        WHERE sdk_app_id IN (0, ?) AND group_id = '' AND (until_at IS NULL OR until_at > ?)
        LIMIT 1
        """,
        sdkAppId,
        session.now());
  }

  /** How many are in force. */
  static long count(Session session) throws SQLException {
    return session.number(
        "SELECT COUNT(*) FROM pauses WHERE until_at IS NULL OR until_at > ?", session.now());
  }

  private static Pause pause(ResultSet row) throws SQLException {
    return new Pause(
        row.getLong("sdk_app_id"),
        row.getString("group_id"),
        row.getString("reason"),
        Columns.instant(row, "until_at"),
        row.getString("paused_by"),
        Columns.instant(row, "paused_at"));
  }
}
