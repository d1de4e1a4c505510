package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The job table: what becomes of a row, from the request to the end of its run. {@link Claims} and
 * {@link Leases} are about whose a row is, {@link DueTimes} about when its time comes, {@link
 * JobQueries} for those who only look. Every function is one step of the transaction that the
 * session stands for. Times are milliseconds since 1970 by the database's clock.
 *
 * <p>Functions that take a lease do nothing and return false when the token is not the current one:
 * the job then belongs to somebody else.
 */
public final class JobTable {

  private JobTable() {}

  /**
   * What became of a request.
   *
   * @param job id of the job
   * @param waits whether the job waits now, so that its next run has not begun
   * @param dueInMillis for how long its next run cannot begin yet, or not positive
   */
  public record Accepted(long job, boolean waits, long dueInMillis) {}

  /**
   * Names the row of a group, for the order in which rows are changed: whoever changes several in
   * one transaction keeps to it, so that no two nodes wait for each other.
   */
  static String row(GroupKey key) {
    return key.sdkAppId() + " " + key.groupId() + "\n" + key.topicId();
  }

  /**
   * Locks rows in that order. A change of many rows locks them in any order it likes: so they are
   * locked before.
   *
   * @param jobs ids in the order of {@link #row}
   */
  static void lock(Session session, List<Long> jobs) throws SQLException {
    if (session.lockRow().isEmpty()) {
      return;
    }
    String places =
        String.join(
            ", ", IntStream.range(0, jobs.size()).mapToObj(place -> "(" + place + ", ?)").toList());
    session.query(
        """
        SELECT jobs.id FROM (VALUES %s) AS v JOIN jobs ON jobs.id = v.column2
        ORDER BY v.column1 %s OF jobs
        """
            .formatted(places, session.lockRow()),
        row -> row.getLong(1),
        jobs.toArray());
  }

  /**
   * Takes requests for room in a group. A resting job waits for the end of its rest, a dead one
   * begins anew, a running one will know that its last look may have been too early; a waiting one
   * stays as it is.
   *
   * @param requests how many requests this one stands for
   */
  public static Accepted accept(Session session, GroupKey key, Cause cause, long requests)
      throws SQLException {
    long now = session.now();
    return session
        .first(
            """
            INSERT INTO jobs (id, sdk_app_id, group_id, topic_id, state, due_at, seq, attempts,
              cause, rest_level, rested, first_at, last_at, callbacks)
            VALUES (%s, ?, ?, ?, 'waiting', ?, 1, 0, ?, 0, 0, ?, ?, ?)
            ON CONFLICT (sdk_app_id, group_id, topic_id) DO UPDATE SET
              state = CASE WHEN jobs.state = 'running' THEN 'running' ELSE 'waiting' END,
              due_at = CASE
                WHEN jobs.state = 'dead' THEN excluded.due_at
                WHEN jobs.state = 'resting' AND jobs.due_at < excluded.due_at
                  THEN excluded.due_at
                ELSE jobs.due_at END,
              seq = CASE WHEN jobs.state = 'waiting' THEN jobs.seq ELSE jobs.seq + 1 END,
              attempts = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.attempts END,
              lost = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.lost END,
              failure = CASE WHEN jobs.state = 'dead' THEN NULL ELSE jobs.failure END,
              cause = CASE WHEN jobs.state = 'waiting' AND jobs.cause <> 'restore' THEN jobs.cause
                ELSE excluded.cause END,
              last_at = excluded.last_at,
              callbacks = jobs.callbacks + excluded.callbacks
            RETURNING id, state, due_at
            """
                .formatted(session.nextId("jobs")),
            row ->
                new Accepted(
                    row.getLong("id"),
                    "waiting".equals(row.getString("state")),
                    row.getLong("due_at") - now),
            key.sdkAppId(),
            key.groupId(),
            key.topicId(),
            now,
            cause.wire(),
            now,
            now,
            requests)
        .orElseThrow();
  }

  /**
   * Lets the job of a group be claimed at once, for members are to be brought back. It asks for no
   * run: when nothing else was asked for, {@link Cause#RESTORE} tells. A job that runs is left
   * alone: whoever ends that run looks who waits to be brought back.
   */
  public static void restore(Session session, GroupKey key) throws SQLException {
    restore(session, List.of(key));
  }

  /**
   * The same for the jobs of several groups, in the order of their rows and in one statement:
   * callbacks of these groups wait until the transaction ends.
   */
  public static void restore(Session session, Collection<GroupKey> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    long now = session.now();
    List<String> rows = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (GroupKey key : keys.stream().sorted(Comparator.comparing(JobTable::row)).toList()) {
      rows.add(
          "(%s, ?, ?, ?, 'waiting', ?, 1, 0, 'restore', 0, 0, ?, ?, 0, 1)"
              .formatted(session.nextId("jobs", rows.size() + 1)));
      values.addAll(List.of(key.sdkAppId(), key.groupId(), key.topicId()));
      values.addAll(List.of(now + session.noticeMillis(), now, now));
    }
    session.update(
        """
        INSERT INTO jobs (id, sdk_app_id, group_id, topic_id, state, due_at, seq, attempts, cause,
          rest_level, rested, first_at, last_at, callbacks, restores)
        VALUES %s
        ON CONFLICT (sdk_app_id, group_id, topic_id) DO UPDATE SET
          state = CASE WHEN jobs.state = 'running' THEN 'running' ELSE 'waiting' END,
          due_at = CASE WHEN jobs.state = 'running' THEN jobs.due_at ELSE excluded.due_at END,
          attempts = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.attempts END,
          lost = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.lost END,
          failure = CASE WHEN jobs.state = 'dead' THEN NULL ELSE jobs.failure END,
          cause = CASE WHEN jobs.state = 'resting' THEN 'restore' ELSE jobs.cause END,
          restores = 1
        """
            .formatted(String.join(", ", rows)),
        values.toArray());
  }

  /** Whether the lease is the current one and at least so many milliseconds of it are left. */
  public static boolean holds(Session session, long job, String lease, long leaveMillis)
      throws SQLException {
    long until =
        session.number(
            "SELECT lease_until FROM jobs WHERE id = ? AND lease_token = ? AND state = 'running'"
                + session.lockRow(),
            job,
            lease);
    return until > 0 && until >= session.now() + leaveMillis;
  }

  /**
   * How many requests the job has seen that a run could miss. A run notes it just before its last
   * look at the group.
   *
   * @return 0 when there is no such job
   */
  public static long seq(Session session, long job) throws SQLException {
    return session.number("SELECT seq FROM jobs WHERE id = ?", job);
  }

  /**
   * How long a job that runs was told to wait after its run: a changed policy has given it a place
   * behind others; not positive when it was not.
   */
  public static long placeMillis(Session session, long job) throws SQLException {
    long now = session.now();
    return session
        .first(
            "SELECT due_at FROM jobs WHERE id = ? AND state = 'running'",
            row -> row.getLong(1) - now,
            job)
        .orElse(0L);
  }

  /**
   * Ends the run. The job rests if no request has come since the run noted {@code seqSeen}, else it
   * waits until the same moment.
   *
   * @param restLevel how many runs in a row have now removed nobody
   */
  public static boolean finish(
      Session session, long job, String lease, long seqSeen, long restMillis, int restLevel)
      throws SQLException {
    RequestTable.answered(session, job, lease);
    int rows =
        session.update(
            """
              UPDATE jobs SET state = CASE WHEN seq = ? THEN 'resting' ELSE 'waiting' END,
                due_at = ?, run_id = NULL, attempts = 0, lost = 0, failure = NULL,
                rest_level = ?, rested = 1,
                lease_token = NULL, lease_until = NULL, deadline_at = NULL
              WHERE id = ? AND lease_token = ? AND state = 'running'
              """,
            seqSeen,
            session.now() + restMillis,
            restLevel,
            job,
            lease);
    return ended(session, job, rows);
  }

  /**
   * Ends a restore. As {@link #finish}, but a run that was asked for by hand still has its id.
   *
   * @param keepsRun whether the job's run is one that was asked for
   */
  public static boolean restored(
      Session session, long job, String lease, long seqSeen, long restMillis, boolean keepsRun)
      throws SQLException {
    int rows =
        session.update(
            """
              UPDATE jobs SET state = CASE WHEN seq = ? THEN 'resting' ELSE 'waiting' END,
                due_at = ?, run_id = CASE WHEN ? = 1 THEN run_id ELSE NULL END, attempts = 0,
                lost = 0, failure = NULL, rest_level = 0, rested = 1, restores = 0,
                lease_token = NULL, lease_until = NULL, deadline_at = NULL
              WHERE id = ? AND lease_token = ? AND state = 'running'
              """,
            seqSeen,
            session.now() + restMillis,
            keepsRun ? 1 : 0,
            job,
            lease);
    return ended(session, job, rows);
  }

  /** Whoever asked by hand meanwhile is next. */
  private static boolean ended(Session session, long job, int rows) throws SQLException {
    if (rows == 1) {
      RequestTable.next(session, job);
    }
    return rows == 1;
  }

  /**
   * Gives the job back to be tried again; the run stays the same.
   *
   * @param counts whether the failure was the job's own, not the app's
   * @param cause what failed, for people
   */
  public static boolean retry(
      Session session, long job, String lease, boolean counts, long delayMillis, String cause)
      throws SQLException {
    return session.update(
            """
            UPDATE jobs SET state = 'waiting', due_at = ?, attempts = attempts + ?, lost = 0,
              failure = ?, lease_token = NULL, lease_until = NULL, deadline_at = NULL
            WHERE id = ? AND lease_token = ? AND state = 'running'
            """,
            session.now() + delayMillis,
            counts ? 1 : 0,
            cause,
            job,
            lease)
        == 1;
  }

  /**
   * Gives the job up; the next request revives it, and so does one that came during the last try.
   *
   * @param seqSeen the job's seq when it was claimed
   * @param againMillis how long a revived job waits
   */
  public static boolean dead(
      Session session, long job, String lease, long seqSeen, long againMillis, String cause)
      throws SQLException {
    long now = session.now();
    RequestTable.answered(session, job, lease);
    int rows =
        session.update(
            """
              UPDATE jobs SET state = CASE WHEN seq = ? THEN 'dead' ELSE 'waiting' END,
                due_at = CASE WHEN seq = ? THEN ? ELSE ? END,
                attempts = CASE WHEN seq = ? THEN attempts ELSE 0 END,
                run_id = NULL, lost = 0, failure = ?, rested = 0, rest_level = 0,
                lease_token = NULL, lease_until = NULL, deadline_at = NULL
              WHERE id = ? AND lease_token = ? AND state = 'running'
              """,
            seqSeen,
            seqSeen,
            now,
            now + againMillis,
            seqSeen,
            cause,
            job,
            lease);
    return ended(session, job, rows);
  }

  /** Lets a dead job begin anew at once; false when the group's job is not dead, or not there. */
  public static boolean redrive(Session session, GroupKey key) throws SQLException {
    return redrive(
            session,
            "state = 'dead' AND sdk_app_id = ? AND group_id = ? AND topic_id = ?",
            key.sdkAppId(),
            key.groupId(),
            key.topicId())
        == 1;
  }

  /**
   * Lets some of an app's dead jobs begin anew at once.
   *
   * @param limit most rows of one step
   * @return how many there were
   */
  public static int redrive(Session session, long sdkAppId, int limit) throws SQLException {
    return redrive(
        session,
        "id IN (SELECT id FROM jobs WHERE sdk_app_id = ? AND state = 'dead' LIMIT ? %s)"
            .formatted(session.lockRows()),
        sdkAppId,
        limit);
  }

  private static int redrive(Session session, String which, Object... parameters)
      throws SQLException {
    long now = session.now();
    List<Object> values = new ArrayList<>(List.of(now, now));
    values.addAll(List.of(parameters));
    return session.update(
        """
        UPDATE jobs SET state = 'waiting', due_at = ?, seq = seq + 1, attempts = 0, lost = 0,
          failure = NULL, cause = 'operator', last_at = ?
        WHERE %s
        """
            .formatted(which),
        values.toArray());
  }

  /**
   * Forgets jobs of an app with nothing to do: a rest that ended long ago, a death nobody asked
   * about.
   *
   * @param before ended before that time
   * @param limit most rows of one step
   * @return how many there were
   */
  static int forget(Session session, long sdkAppId, JobState state, long before, int limit)
      throws SQLException {
    if (state != JobState.RESTING && state != JobState.DEAD) {
      throw new IllegalArgumentException("a job that is " + state.wire() + " has work to do");
    }
    return session.update(
        """
        DELETE FROM jobs WHERE id IN
          (SELECT id FROM jobs WHERE sdk_app_id = ? AND state = ? AND due_at < ? LIMIT ? %s)
          AND state = ? AND due_at < ?
        """
            .formatted(session.lockRows()),
        sdkAppId,
        state.wire(),
        before,
        limit,
        state.wire(),
        before);
  }
}
