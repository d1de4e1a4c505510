package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import dev.headroom.ledger.Columns;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Runs asked for by hand. Each waits for its turn on the job of its group: at once when no other
 * run is under way there, else when that one has ended. Functions on a transaction that the caller
 * owns.
 */
public final class RequestTable {

  /** The run that somebody asked for first, of those that the job of the group has not begun. */
  private static final String OLDEST =
      """
      SELECT q.run FROM requests q
      WHERE q.sdk_app_id = jobs.sdk_app_id AND q.group_id = jobs.group_id AND q.done = 0
      ORDER BY q.asked_at, q.run LIMIT 1
      """;

  private RequestTable() {}

  /**
   * Takes a request: durable with the transaction, and due at once, or as soon as all nodes can
   * know. A rest ends, a dead job begins anew; a run under way is not disturbed.
   */
  public static void ask(Session session, Request request) throws SQLException {
    long now = session.now();
    GroupKey key = request.key();
    session.update(
        """
        INSERT INTO requests (run, sdk_app_id, group_id, enforce, released, asked_by, asked_at,
          done)
        VALUES (?, ?, ?, ?, ?, ?, ?, 0)
        """,
        request.run(),
        key.sdkAppId(),
        key.groupId(),
        request.enforce() ? 1 : 0,
        request.released(),
        request.by(),
        request.at().toEpochMilli());
    session.update(
        """
        INSERT INTO jobs (id, sdk_app_id, group_id, topic_id, state, due_at, seq, attempts, cause,
          rest_level, rested, first_at, last_at, callbacks, run_id)
        VALUES (%s, ?, ?, '', 'waiting', ?, 1, 0, 'operator', 0, 0, ?, ?, 1, ?)
        ON CONFLICT (sdk_app_id, group_id, topic_id) DO UPDATE SET
          state = CASE WHEN jobs.state = 'running' THEN 'running' ELSE 'waiting' END,
          due_at = CASE
            WHEN jobs.state = 'running' OR jobs.due_at < excluded.due_at THEN jobs.due_at
            ELSE excluded.due_at END,
          seq = CASE WHEN jobs.state IN ('running', 'waiting') THEN jobs.seq ELSE jobs.seq + 1 END,
          attempts = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.attempts END,
          failure = CASE WHEN jobs.state = 'dead' THEN NULL ELSE jobs.failure END,
          cause = CASE
            WHEN jobs.state = 'running' OR jobs.run_id IS NOT NULL THEN jobs.cause
            ELSE excluded.cause END,
          rest_level = 0,
          run_id = CASE
            WHEN jobs.state = 'running' THEN jobs.run_id
            ELSE COALESCE(jobs.run_id, excluded.run_id) END,
          last_at = excluded.last_at,
          callbacks = jobs.callbacks + 1
        """
            .formatted(session.nextId("jobs")),
        key.sdkAppId(),
        key.groupId(),
        // Nodes that know the group to wait for longer are given time to notice.
        now + session.noticeMillis(),
        now,
        now,
        request.run());
  }

  /** The request that this run answers, if somebody asked for it. */
  public static Optional<Request> find(Session session, String run) throws SQLException {
    return session.first("SELECT * FROM requests WHERE run = ?", RequestTable::request, run);
  }

  /** The request that releases that braked run, if there was one. */
  public static Optional<Request> releaseOf(Session session, String braked) throws SQLException {
    return session.first(
        "SELECT * FROM requests WHERE released = ?", RequestTable::request, braked);
  }

  /** Whether the run that was asked for has ended. */
  public static boolean isAnswered(Session session, String run) throws SQLException {
    return session.exists("SELECT 1 FROM requests WHERE run = ? AND done = 1", run);
  }

  /** That braked run can be released again. */
  public static void unrelease(Session session, String braked) throws SQLException {
    session.update("UPDATE requests SET released = NULL WHERE released = ?", braked);
  }

  /** The run of the lease is about to end: its request, if there is one, is answered. */
  static void answered(Session session, long job, String lease) throws SQLException {
    session.update(
        """
        UPDATE requests SET done = 1 WHERE run =
          (SELECT run_id FROM jobs WHERE id = ? AND lease_token = ? AND state = 'running')
        """,
        job,
        lease);
  }

  /** The job's run has ended: whoever asked meanwhile is next, without a rest. */
  static void next(Session session, long job) throws SQLException {
    session.update(
        """
        UPDATE jobs SET state = 'waiting', due_at = ?, attempts = 0, cause = 'operator',
          run_id = (%1$s)
        WHERE id = ? AND topic_id = '' AND run_id IS NULL AND EXISTS (%1$s)
        """
            .formatted(OLDEST),
        session.now(),
        job);
  }

  /** Forgets some that were answered before that time. */
  static int forget(Session session, long before, int limit) throws SQLException {
    return session.update(
        """
        DELETE FROM requests WHERE run IN
          (SELECT run FROM requests WHERE done = 1 AND asked_at < ? LIMIT ?)
        """,
        before,
        limit);
  }

  private static Request request(ResultSet row) throws SQLException {
    return new Request(
        row.getString("run"),
        Columns.group(row),
        row.getInt("enforce") == 1,
        row.getString("released"),
        row.getString("asked_by"),
        Columns.instant(row, "asked_at"));
  }
}
