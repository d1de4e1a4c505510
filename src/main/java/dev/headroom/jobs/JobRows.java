package dev.headroom.jobs;

import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Changes of several rows of the job table that are known by their ids: a few statements, however
 * many rows, for callbacks of their groups wait until the transaction ends. The rows are locked in
 * the order of {@link JobTable#row}, so that no two transactions wait for each other.
 */
final class JobRows {

  private JobRows() {}

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
    List<Task> inOrder = inOrder(tasks);
    lock(session, inOrder.stream().map(Task::job).toList());
    long until = session.now() + leaseMillis;
    List<Object> values = new ArrayList<>(List.of(until, until));
    values.addAll(leases(inOrder));
    Set<String> renewed =
        new HashSet<>(
            session.query(
                "UPDATE jobs SET lease_until = CASE WHEN deadline_at < ? THEN deadline_at ELSE ?"
                    + " END"
                    + held(inOrder.size())
                    + " RETURNING lease_token",
                row -> row.getString(1),
                values.toArray()));
    return inOrder.stream().filter(task -> !renewed.contains(task.lease())).toList();
  }

  /** Gives the jobs back unfinished and due at once; their runs stay the same. */
  static int handBack(Session session, Collection<Task> tasks) throws SQLException {
    if (tasks.isEmpty()) {
      return 0;
    }
    List<Task> inOrder = inOrder(tasks);
    lock(session, inOrder.stream().map(Task::job).toList());
    List<Object> values = new ArrayList<>(List.of(session.now()));
    values.addAll(leases(inOrder));
    return session.update(
        "UPDATE jobs SET state = 'waiting', due_at = ?, lease_token = NULL, lease_until = NULL,"
            + " deadline_at = NULL"
            + held(inOrder.size()),
        values.toArray());
  }

  private static List<Task> inOrder(Collection<Task> tasks) {
    return tasks.stream().sorted(Comparator.comparing(task -> JobTable.row(task.key()))).toList();
  }

  private static String held(int count) {
    return " WHERE state = 'running' AND (id, lease_token) IN (VALUES "
        + rows(count, "(?, ?)")
        + ")";
  }

  private static List<Object> leases(List<Task> tasks) {
    List<Object> values = new ArrayList<>();
    tasks.forEach(task -> values.addAll(List.of(task.job(), task.lease())));
    return values;
  }

  /**
   * A job and when it is to be due.
   *
   * @param seen as it was found
   */
  record Due(JobTable.Idle seen, long dueMillis) {}

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

  private static void change(Session session, Collection<Due> jobs, String more)
      throws SQLException {
    if (jobs.isEmpty()) {
      return;
    }
    List<Due> inOrder =
        jobs.stream().sorted(Comparator.comparing(due -> JobTable.row(due.seen().key()))).toList();
    lock(session, inOrder.stream().map(due -> due.seen().job()).toList());
    long soonest = session.now() + session.noticeMillis();
    List<Object> values = new ArrayList<>();
    for (Due due : inOrder) {
      long before = due.seen().dueMillis();
      long then = due.dueMillis() == before ? before : Math.max(due.dueMillis(), soonest);
      values.addAll(List.of(due.seen().job(), before, then, due.seen().run()));
    }
    session.update(
        "UPDATE jobs SET due_at = v.column3"
            + more
            + " FROM (VALUES "
            + rows(inOrder.size(), "(?, ?, ?, ?)")
            + ") AS v WHERE jobs.id = v.column1 AND jobs.due_at = v.column2"
            + " AND COALESCE(jobs.run_id, '') = v.column4 AND jobs.state <> 'dead'",
        values.toArray());
  }

  /** A change of many rows locks them in any order it likes: so they are locked before. */
  private static void lock(Session session, List<Long> inOrder) throws SQLException {
    if (session.lockRow().isEmpty()) {
      return;
    }
    session.query(
        "SELECT jobs.id FROM (VALUES "
            + String.join(
                ", ",
                IntStream.range(0, inOrder.size()).mapToObj(place -> "(" + place + ", ?)").toList())
            + ") AS v JOIN jobs ON jobs.id = v.column2 ORDER BY v.column1"
            + session.lockRow()
            + " OF jobs",
        row -> row.getLong(1),
        inOrder.toArray());
  }

  private static String rows(int count, String row) {
    return String.join(", ", Collections.nCopies(count, row));
  }
}
