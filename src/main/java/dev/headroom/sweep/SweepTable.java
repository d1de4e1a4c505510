package dev.headroom.sweep;

import dev.headroom.store.Session;
import dev.headroom.sweep.SweepStatus.State;
import java.sql.SQLException;
import java.util.List;

/**
 * Which node searches an app for full groups: one of them all. A node that is gone has given its
 * search up.
 */
public final class SweepTable {

  private static final String TAKE =
      """
      INSERT INTO sweeps (sdk_app_id, node, taken_at, begun_at) VALUES (?, ?, ?, 0)
      ON CONFLICT (sdk_app_id) DO UPDATE SET node = excluded.node, taken_at = excluded.taken_at
      WHERE (sweeps.node IS NULL OR sweeps.node = excluded.node
          OR NOT EXISTS (SELECT 1 FROM nodes n WHERE n.node = sweeps.node AND n.until_at > ?))
        AND (sweeps.begun_at <= ?
          OR sweeps.begun_at < (SELECT MIN(n.started_at) FROM nodes n WHERE n.until_at > ?))
      RETURNING taken_at\
      """;

  private static final String TOLD =
      """
      SELECT s.status, CASE WHEN EXISTS
          (SELECT 1 FROM nodes n WHERE n.node = s.node AND n.until_at > ?) THEN 1 ELSE 0 END
      FROM sweeps s WHERE s.status IS NOT NULL ORDER BY s.sdk_app_id\
      """;

  private static final String NODE_GONE = "the node that searched is gone";

  private SweepTable() {}

  /**
   * Takes the search if nobody has it and it is due: the last one began some time ago, or before
   * the oldest of the nodes that are there, so that perhaps nobody took callbacks meanwhile.
   *
   * @param everyMillis how long after the last one; 0 = at once
   */
  public static boolean take(Session session, String node, long sdkAppId, long everyMillis)
      throws SQLException {
    long now = session.now();
    return session
        .first(TAKE, row -> row.getLong(1), sdkAppId, node, now, now, now - everyMillis, now)
        .isPresent();
  }

  /**
   * Tells the others how far the search has come.
   *
   * @return false if another node has it
   */
  public static boolean tell(Session session, String node, long sdkAppId, String status)
      throws SQLException {
    return session.update(
            "UPDATE sweeps SET status = ? WHERE sdk_app_id = ? AND node = ?",
            status,
            sdkAppId,
            node)
        == 1;
  }

  /**
   * What was told of the search of each app, or of the last one. A search whose node is gone has
   * failed.
   */
  public static List<SweepStatus> told(Session session) throws SQLException {
    return session.query(
        TOLD, row -> told(SweepJson.parse(row.getString(1)), row.getInt(2) == 1), session.now());
  }

  private static SweepStatus told(SweepStatus last, boolean goesOn) {
    return last.state() == State.RUNNING && !goesOn ? last.failed(NODE_GONE) : last;
  }

  /** The clock was set back: no search began later than now. */
  public static void setBack(Session session, long nowMillis) throws SQLException {
    session.update(
        "UPDATE sweeps SET begun_at = CASE WHEN begun_at > ? THEN ? ELSE begun_at END,"
            + " taken_at = CASE WHEN taken_at > ? THEN ? ELSE taken_at END",
        nowMillis,
        nowMillis,
        nowMillis,
        nowMillis);
  }

  /**
   * Gives the search back.
   *
   * @param done whether it has seen all groups
   */
  public static boolean giveBack(Session session, String node, long sdkAppId, boolean done)
      throws SQLException {
    return session.update(
            "UPDATE sweeps SET node = NULL, begun_at = CASE WHEN ? = 1 THEN taken_at ELSE begun_at"
                + " END WHERE sdk_app_id = ? AND node = ?",
            done ? 1 : 0,
            sdkAppId,
            node)
        == 1;
  }
}
