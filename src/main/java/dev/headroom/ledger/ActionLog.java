package dev.headroom.ledger;

import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What people did through the management port: written in the transaction of its effect, read by
 * people.
 */
public final class ActionLog {

  private ActionLog() {}

  /** Writes an action down. */
  public static void write(Session session, Action action) throws SQLException {
    session.update(
        """
        INSERT INTO actions (id, at, actor, role, action, sdk_app_id, group_id, target, reason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        action.id(),
        action.at().toEpochMilli(),
        action.by(),
        action.role(),
        action.action(),
        action.sdkAppId(),
        action.groupId(),
        action.target(),
        action.reason());
  }

  /**
   * A page of actions, the newest first.
   *
   * @param beforeMillis time of the last action of the page before, or {@link Long#MAX_VALUE}
   * @param beforeId its id, or an empty string
   */
  public static List<Action> list(Session session, long beforeMillis, String beforeId, int limit)
      throws SQLException {
    return session.query(
        "SELECT * FROM actions WHERE (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?",
        ActionLog::action,
        beforeMillis,
        beforeId,
        limit);
  }

  /** Takes away some that are older than that time. */
  static int forget(Session session, long before, int limit) throws SQLException {
    return session.update(
        "DELETE FROM actions WHERE id IN (SELECT id FROM actions WHERE at < ? ORDER BY at LIMIT ?)",
        before,
        limit);
  }

  private static Action action(ResultSet row) throws SQLException {
    return new Action(
        row.getString("id"),
        Columns.instant(row, "at"),
        row.getString("actor"),
        row.getString("role"),
        row.getString("action"),
        Columns.longOrNull(row, "sdk_app_id"),
        row.getString("group_id"),
        row.getString("target"),
        row.getString("reason"));
  }
}
