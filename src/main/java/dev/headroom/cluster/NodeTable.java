package dev.headroom.cluster;

import dev.headroom.store.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is there and what each claims, as SQL. Times are milliseconds by the database's clock. */
public final class NodeTable {

  private static final long FORGOTTEN_AFTER = Duration.ofDays(1).toMillis();

  /** No report is good for longer than that. */
  private static final long LONGEST_ALIVE = Duration.ofMinutes(2).toMillis();

  private static final String LIVE =
      """
      SELECT n.node, n.started_at, c.budget, c.calls FROM nodes n
      LEFT JOIN call_claims c ON c.node = n.node
      WHERE n.until_at > ? ORDER BY n.started_at, n.node\
      """;
  private static final String SEEN =
      """
      INSERT INTO nodes (node, started_at, seen_at, until_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (node) DO UPDATE SET seen_at = excluded.seen_at, until_at = excluded.until_at\
      """;
  private static final String CLAIM =
      """
      INSERT INTO call_claims (node, budget, calls) VALUES (?, ?, ?)
      ON CONFLICT (node, budget) DO UPDATE SET calls = excluded.calls\
      """;

  private NodeTable() {}

  /**
   * A node that is there.
   *
   * @param claims by budget
   */
  record Peer(String node, Map<String, Long> claims) {}

  /**
   * What a node found when it reported.
   *
   * @param peers those who were there before it reported, the oldest first
   */
  record Roster(long now, List<Peer> peers) {}

  /**
   * Reports a node: what the others have committed is read, then its own claims are written.
   *
   * @param aliveMillis how long it counts as there unless it reports again
   */
  public static Roster report(
      Session session, String node, long aliveMillis, Map<String, Integer> claims)
      throws SQLException {
    long now = session.now();
    Map<String, Peer> peers = new LinkedHashMap<>();
    session.query(
        LIVE,
        row -> {
          Peer peer =
              peers.computeIfAbsent(
                  row.getString(1), name -> new Peer(name, new LinkedHashMap<>()));
          String budget = row.getString(3);
          return budget == null ? null : peer.claims().put(budget, row.getLong(4));
        },
        now);
    session.update(SEEN, node, now, now, now + aliveMillis);
    Peer own = peers.getOrDefault(node, new Peer(node, Map.of()));
    for (Map.Entry<String, Integer> claim : claims.entrySet()) {
      long calls = claim.getValue();
      if (own.claims().getOrDefault(claim.getKey(), -1L) != calls) {
        session.update(CLAIM, node, claim.getKey(), calls);
      }
    }
    return new Roster(now, new ArrayList<>(peers.values()));
  }

  /** Those who are there now, the oldest first. */
  static List<Nodes.Present> present(Session session) throws SQLException {
    return session.query(
        "SELECT node, started_at, seen_at FROM nodes WHERE until_at > ? ORDER BY started_at, node",
        row ->
            new Nodes.Present(
                row.getString(1),
                Instant.ofEpochMilli(row.getLong(2)),
                Instant.ofEpochMilli(row.getLong(3))),
        session.now());
  }

  /** Says good-bye: what the node claims is free after that time. */
  static int leave(Session session, String node, long afterMillis) throws SQLException {
    return session.update(
        "UPDATE nodes SET until_at = ? WHERE node = ?", session.now() + afterMillis, node);
  }

  /**
   * The clock was set back. Who is there reports again at once; who is gone would count as there
   * for so much longer.
   */
  public static void setBack(Session session, long byMillis, long nowMillis) throws SQLException {
    session.update(
        "UPDATE nodes SET started_at = CASE WHEN started_at > ? THEN started_at - ? ELSE started_at"
            + " END, until_at = until_at - ? WHERE until_at > ?",
        nowMillis,
        byMillis,
        byMillis,
        nowMillis + LONGEST_ALIVE);
  }

  /** Forgets nodes that have long been gone. */
  static int forgetGone(Session session) throws SQLException {
    // Who starts at the same time passes over what we delete, instead of waiting for it.
    List<String> gone =
        session.query(
            "SELECT node FROM nodes WHERE until_at < ? ORDER BY node" + session.lockRows(),
            row -> row.getString(1),
            session.now() - FORGOTTEN_AFTER);
    for (String node : gone) {
      session.update("DELETE FROM call_claims WHERE node = ?", node);
      session.update("DELETE FROM nodes WHERE node = ?", node);
    }
    return gone.size();
  }
}
