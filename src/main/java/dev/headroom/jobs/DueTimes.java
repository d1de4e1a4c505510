package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import dev.headroom.ledger.Columns;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When jobs are due, where something else than a run changes it: the policy, the clock, a key.
 * Functions on a transaction that the caller owns; times are milliseconds since 1970 by the
 * database's clock.
 */
final class DueTimes {

  private DueTimes() {}

  /**
   * A job as it was found.
   *
   * @param run its run that has not ended, or an empty text
   */
  record Found(long job, GroupKey key, long dueMillis, String run) {}

  /**
   * Some of the jobs that a changed policy may let go, in the order of their ids. What somebody
   * asked for by hand, and who is to be brought back, go first anyway.
   *
   * @param state waiting, also to be tried again; running; or resting
   * @param after id of the last one before, or 0
   */
  static List<Found> toLetGo(Session session, JobState state, long after, int limit)
      throws SQLException {
    return session.query(
        """
        SELECT id, sdk_app_id, group_id, topic_id, due_at, run_id FROM jobs
        WHERE state = ? AND id > ?
          AND (run_id IS NULL OR NOT EXISTS
            (SELECT 1 FROM requests q WHERE q.run = jobs.run_id AND q.done = 0))
          AND NOT (restores = 1 AND %s)
        ORDER BY id LIMIT ?
        """
            .formatted(RestoreTable.JOB_HAS_WAITING),
        DueTimes::found,
        state.wire(),
        after,
        limit);
  }

  /**
   * Some of the jobs that wait or rest until later than that time, in the order of their ids.
   *
   * @param after id of the last one before, or 0
   */
  static List<Found> dueAfter(Session session, long millis, long after, int limit)
      throws SQLException {
    return session.query(
        """
        SELECT id, sdk_app_id, group_id, topic_id, due_at, run_id FROM jobs
        WHERE id > ? AND state IN ('waiting', 'resting') AND due_at > ? ORDER BY id LIMIT ?
        """,
        DueTimes::found,
        after,
        millis,
        limit);
  }

  private static Found found(ResultSet row) throws SQLException {
    return new Found(
        row.getLong("id"),
        Columns.key(row),
        row.getLong("due_at"),
        Optional.ofNullable(row.getString("run_id")).orElse(""));
  }

  /**
   * A job and when it is to be due.
   *
   * @param seen as it was found
   */
  record Due(Found seen, long dueMillis) {}

  /**
   * Lets jobs go at their times, or as soon as all nodes can know; doubling starts over. Does
   * nothing to one whose run is not the one that was seen any more, or whose time is not. One that
   * runs keeps to its time when its run has ended.
   */
  static void letGo(Session session, Collection<Due> jobs) throws SQLException {
    change(session, jobs, ", rest_level = 0");
  }

  /** The same, but doubling goes on. */
  static void bringForward(Session session, Collection<Due> jobs) throws SQLException {
    change(session, jobs, "");
  }

  /** In one statement, however many: callbacks of their groups wait for its end. */
  private static void change(Session session, Collection<Due> jobs, String more)
      throws SQLException {
    if (jobs.isEmpty()) {
      return;
    }
    List<Due> inOrder =
        jobs.stream().sorted(Comparator.comparing(due -> JobTable.row(due.seen().key()))).toList();
    JobTable.lock(session, inOrder.stream().map(due -> due.seen().job()).toList());
    long soonest = session.now() + session.noticeMillis();
    List<Object> values = new ArrayList<>();
    for (Due due : inOrder) {
      long before = due.seen().dueMillis();
      long then = due.dueMillis() == before ? before : Math.max(due.dueMillis(), soonest);
      values.addAll(List.of(due.seen().job(), before, then, due.seen().run()));
    }
    session.update(
        """
        UPDATE jobs SET due_at = v.column3 %s FROM (VALUES %s) AS v
        WHERE jobs.id = v.column1 AND jobs.due_at = v.column2
          AND COALESCE(jobs.run_id, '') = v.column4 AND jobs.state <> 'dead'
        """
            .formatted(more, Session.times(inOrder.size(), "(?, ?, ?, ?)")),
        values.toArray());
  }

  /**
   * Makes some of the runs of an app due that wait to be tried again.
   *
   * @param limit most rows of one step
   * @return how many there were
   */
  static int tryNow(Session session, long sdkAppId, int limit) throws SQLException {
    long soonest = session.now() + session.noticeMillis();
    // A row that is being written elsewhere is left to its own time.
    return session.update(
        """
        UPDATE jobs SET due_at = ? WHERE id IN
          (SELECT id FROM jobs WHERE sdk_app_id = ? AND due_at > ? AND state = 'waiting'
            AND run_id IS NOT NULL LIMIT ? %s)
          AND sdk_app_id = ? AND due_at > ? AND state = 'waiting' AND run_id IS NOT NULL
        """
            .formatted(session.lockRows()),
        soonest,
        sdkAppId,
        soonest,
        limit,
        sdkAppId,
        soonest);
  }
}
