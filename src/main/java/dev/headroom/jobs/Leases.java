package dev.headroom.jobs;

import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * For how long jobs are whose. Functions on a transaction that the caller owns: a few statements,
 * however many rows, for callbacks of their groups wait until the transaction ends. Times are
 * milliseconds since 1970 by the database's clock.
 */
final class Leases {

  private Leases() {}

  /**
   * Makes the leases last from now on again, none past the deadline of its run.
   *
   * @return those whose job belongs to somebody else now
   */
  static List<Task> renew(Session session, Collection<Task> tasks, long leaseMillis)
      throws SQLException {
    if (tasks.isEmpty()) {
      return List.of();
    }
    List<Task> inOrder = locked(session, tasks);
    long until = session.now() + leaseMillis;
    Set<String> renewed =
        new HashSet<>(
            session.texts(
                """
                UPDATE jobs SET
                  lease_until = CASE WHEN deadline_at < ? THEN deadline_at ELSE ? END
                WHERE state = 'running' AND (id, lease_token) IN (VALUES %s)
                RETURNING lease_token
                """
                    .formatted(Session.times(inOrder.size(), "(?, ?)")),
                values(List.of(until, until), inOrder)));
    return inOrder.stream().filter(task -> !renewed.contains(task.lease())).toList();
  }

  /** Gives the jobs back unfinished and due at once; their runs stay the same. */
  static int handBack(Session session, Collection<Task> tasks) throws SQLException {
    if (tasks.isEmpty()) {
      return 0;
    }
    List<Task> inOrder = locked(session, tasks);
    return session.update(
        """
        UPDATE jobs SET state = 'waiting', due_at = ?,
          lease_token = NULL, lease_until = NULL, deadline_at = NULL
        WHERE state = 'running' AND (id, lease_token) IN (VALUES %s)
        """
            .formatted(Session.times(inOrder.size(), "(?, ?)")),
        values(List.of(session.now()), inOrder));
  }

  private static List<Task> locked(Session session, Collection<Task> tasks) throws SQLException {
    List<Task> inOrder =
        tasks.stream().sorted(Comparator.comparing(task -> JobTable.row(task.key()))).toList();
    JobTable.lock(session, inOrder.stream().map(Task::job).toList());
    return inOrder;
  }

  private static Object[] values(List<Long> first, List<Task> tasks) {
    List<Object> values = new ArrayList<>(first);
    tasks.forEach(task -> values.addAll(List.of(task.job(), task.lease())));
    return values.toArray();
  }

  /**
   * Takes all leases away, their runs to be resumed at once. Only for a database that one process
   * owns, at its start.
   *
   * @return how many there were
   */
  static int voidAll(Session session) throws SQLException {
    return session.update(
        """
        UPDATE jobs SET state = 'waiting', due_at = ?, lost = lost + 1,
          lease_token = NULL, lease_until = NULL, deadline_at = NULL
        WHERE state = 'running'
        """,
        session.now());
  }

  /** No lease lasts longer than until then. */
  static void endBy(Session session, long untilMillis) throws SQLException {
    // A row that is being written elsewhere has its lease renewed, or ended.
    session.update(
        """
        UPDATE jobs SET lease_until = ? WHERE id IN
          (SELECT id FROM jobs WHERE state = 'running' AND lease_until > ? %s)
          AND state = 'running' AND lease_until > ?
        """
            .formatted(session.lockRows()),
        untilMillis,
        untilMillis,
        untilMillis);
  }
}
