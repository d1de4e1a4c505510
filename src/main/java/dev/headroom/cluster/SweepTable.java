package dev.headroom.cluster;

import dev.headroom.store.Session;
import java.sql.SQLException;

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
