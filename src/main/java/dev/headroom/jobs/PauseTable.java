package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * Where operators have stopped the work. Functions on a transaction that the caller owns; a pause
 * whose end has passed by the database's clock is none.
 */
public final class PauseTable {

  private static final String IN_FORCE = " AND (until_at IS NULL OR until_at > ?)";
  private static final String COLUMNS =
      "SELECT sdk_app_id, group_id, reason, until_at, paused_by, paused_at FROM pauses WHERE 1 = 1";

  /** Ends a query of jobs: none of a paused group. Takes the time of now. */
  static final String NOT_PAUSED =
      " AND NOT EXISTS (SELECT 1 FROM pauses p WHERE p.sdk_app_id = jobs.sdk_app_id"
          + " AND p.group_id = jobs.group_id AND (p.until_at IS NULL OR p.until_at > ?))";

  private PauseTable() {}

  /** Stops the work; a pause of the same app and group is replaced. */
  public static void pause(Session session, Pause pause) throws SQLException {
    session.update(
        "INSERT INTO pauses (sdk_app_id, group_id, reason, until_at, paused_by, paused_at)"
            + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sdk_app_id, group_id) DO UPDATE SET"
            + " reason = excluded.reason, until_at = excluded.until_at,"
            + " paused_by = excluded.paused_by, paused_at = excluded.paused_at",
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
        "DELETE FROM pauses WHERE sdk_app_id = ? AND group_id = ?" + IN_FORCE,
        sdkAppId,
        groupId,
        session.now());
  }

  /** All that are in force, the widest first. */
  public static List<Pause> list(Session session) throws SQLException {
    return session.query(
        COLUMNS + IN_FORCE + " ORDER BY sdk_app_id, group_id", PauseTable::pause, session.now());
  }

  /** Pauses of the group, of its app and of everything, the widest first. */
  public static List<Pause> of(Session session, GroupKey key) throws SQLException {
    return session.query(
        COLUMNS
            + " AND ((sdk_app_id = 0 AND group_id = '') OR (sdk_app_id = ? AND group_id IN ('', ?)))"
            + IN_FORCE
            + " ORDER BY sdk_app_id, group_id",
        PauseTable::pause,
        key.sdkAppId(),
        key.groupId(),
        session.now());
  }

  /** Whether nothing of the app may run, not only some groups of it. */
  static boolean isPaused(Session session, long sdkAppId) throws SQLException {
    return session
        .first(
            "SELECT 1 FROM pauses WHERE sdk_app_id IN (0, ?) AND group_id = ''"
                + IN_FORCE
                + " LIMIT 1",
            row -> true,
            sdkAppId,
            session.now())
        .isPresent();
  }

  /** How many are in force. */
  static int count(Session session) throws SQLException {
    return session
        .first(
            "SELECT COUNT(*) FROM pauses WHERE 1 = 1" + IN_FORCE,
            row -> row.getInt(1),
            session.now())
        .orElse(0);
  }

  private static Pause pause(ResultSet row) throws SQLException {
    long until = row.getLong(4);
    Instant end = row.wasNull() ? null : Instant.ofEpochMilli(until);
    return new Pause(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        end,
        row.getString(5),
        Instant.ofEpochMilli(row.getLong(6)));
  }
}
