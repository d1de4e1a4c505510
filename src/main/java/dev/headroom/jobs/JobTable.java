package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job table: what may happen to a row, as SQL. Every function is one step of the transaction
 * that the session stands for. Times are milliseconds since 1970 by the database's clock.
 *
 * <p>Functions that take a lease do nothing and return false when the token is not the current one:
 * the job then belongs to somebody else.
 */
public final class JobTable {

  private static final Logger LOG = LoggerFactory.getLogger(JobTable.class);

  /** Leases lost in a row before a job is given up: more than a rolling update or a bad day. */
  private static final int MOST_LOST = 30;

  private static final String LOST_TOO_OFTEN =
      MOST_LOST
          + " runs in a row lost their lease or their process without a word; see the log of that"
          + " time, then redrive";

  private static final String HELD = " WHERE id = ? AND lease_token = ? AND state = 'running'";
  private static final String RELEASE =
      ", lease_token = NULL, lease_until = NULL, deadline_at = NULL";

  private static final String ACCEPT =
      """
      INSERT INTO jobs (id, sdk_app_id, group_id, topic_id, state, due_at, seq, attempts, cause,
        rest_level, rested, first_at, last_at, callbacks)
      VALUES (\
      """;
  private static final String ACCEPT_WITH_ID =
      """
      , ?, ?, ?, 'waiting', ?, 1, 0, ?, 0, 0, ?, ?, ?)
      ON CONFLICT (sdk_app_id, group_id, topic_id) DO UPDATE SET
        state = CASE WHEN jobs.state = 'running' THEN 'running' ELSE 'waiting' END,
        due_at = CASE
          WHEN jobs.state = 'dead' THEN excluded.due_at
          WHEN jobs.state = 'resting' AND jobs.due_at < excluded.due_at THEN excluded.due_at
          ELSE jobs.due_at END,
        seq = CASE WHEN jobs.state = 'waiting' THEN jobs.seq ELSE jobs.seq + 1 END,
        attempts = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.attempts END,
        lost = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.lost END,
        failure = CASE WHEN jobs.state = 'dead' THEN NULL ELSE jobs.failure END,
        cause = CASE WHEN jobs.state = 'waiting' AND jobs.cause <> 'restore' THEN jobs.cause
          ELSE excluded.cause END,
        last_at = excluded.last_at,
        callbacks = jobs.callbacks + excluded.callbacks
      RETURNING id, state, due_at\
      """;

  private static final String RESTORE =
      """
      INSERT INTO jobs (id, sdk_app_id, group_id, topic_id, state, due_at, seq, attempts, cause,
        rest_level, rested, first_at, last_at, callbacks, restores)
      VALUES \
      """;

  private static final String RESTORE_ROW =
      ", ?, ?, ?, 'waiting', ?, 1, 0, 'restore', 0, 0, ?, ?, 0, 1)";

  private static final String RESTORE_KNOWN =
      """
       ON CONFLICT (sdk_app_id, group_id, topic_id) DO UPDATE SET
        state = CASE WHEN jobs.state = 'running' THEN 'running' ELSE 'waiting' END,
        due_at = CASE WHEN jobs.state = 'running' THEN jobs.due_at ELSE excluded.due_at END,
        attempts = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.attempts END,
        lost = CASE WHEN jobs.state = 'dead' THEN 0 ELSE jobs.lost END,
        failure = CASE WHEN jobs.state = 'dead' THEN NULL ELSE jobs.failure END,
        cause = CASE WHEN jobs.state = 'resting' THEN 'restore' ELSE jobs.cause END,
        restores = 1\
      """;

  /** A pause stops removals, not what undoes them. */
  private static final String RESTORES =
      "SELECT id, group_id, topic_id FROM jobs WHERE sdk_app_id = ? AND restores = 1"
          + " AND ((state = 'waiting' AND due_at <= ?) OR (state = 'running' AND lease_until <= ?))"
          + " AND EXISTS (SELECT 1 FROM returnees t WHERE t.sdk_app_id = jobs.sdk_app_id"
          + " AND t.group_id = jobs.group_id AND t.result = 'waiting') ORDER BY due_at LIMIT ?";

  private static final String DUE =
      "SELECT id, group_id, topic_id FROM jobs WHERE sdk_app_id = ? AND state = 'waiting' AND due_at <= ?"
          + PauseTable.NOT_PAUSED
          + " ORDER BY due_at LIMIT ?";
  private static final String ORPHANS =
      "SELECT id, group_id, topic_id FROM jobs WHERE sdk_app_id = ? AND state = 'running'"
          + " AND lease_until <= ?"
          + PauseTable.NOT_PAUSED
          + " ORDER BY lease_until LIMIT ?";
  private static final String CLAIM =
      """
      UPDATE jobs SET state = 'running', lease_token = ?, deadline_at = ?, lease_until = ?,
        run_id = COALESCE(run_id, ?), lost = CASE WHEN state = 'running' THEN lost + 1 ELSE lost END
      WHERE id = ? AND ((state = 'waiting' AND due_at <= ?)
        OR (state = 'running' AND lease_until <= ?))
      RETURNING run_id, cause, seq, attempts, rest_level, rested, lost\
      """;
  private static final String FINISH =
      """
      UPDATE jobs SET state = CASE WHEN seq = ? THEN 'resting' ELSE 'waiting' END, due_at = ?,
        run_id = NULL, attempts = 0, lost = 0, failure = NULL, rest_level = ?, rested = 1\
      """
          + RELEASE
          + HELD;
  private static final String RESTORED =
      """
      UPDATE jobs SET state = CASE WHEN seq = ? THEN 'resting' ELSE 'waiting' END, due_at = ?,
        run_id = CASE WHEN ? = 1 THEN run_id ELSE NULL END, attempts = 0, lost = 0,
        failure = NULL, rest_level = 0, rested = 1, restores = 0\
      """
          + RELEASE
          + HELD;
  private static final String RETRY =
      "UPDATE jobs SET state = 'waiting', due_at = ?, attempts = attempts + ?, lost = 0,"
          + " failure = ?"
          + RELEASE
          + HELD;
  private static final String DEAD =
      "UPDATE jobs SET state = CASE WHEN seq = ? THEN 'dead' ELSE 'waiting' END,"
          + " due_at = CASE WHEN seq = ? THEN ? ELSE ? END,"
          + " attempts = CASE WHEN seq = ? THEN attempts ELSE 0 END,"
          + " run_id = NULL, lost = 0, failure = ?, rested = 0, rest_level = 0"
          + RELEASE
          + HELD;
  private static final String REDRIVE =
      "UPDATE jobs SET state = 'waiting', due_at = ?, seq = seq + 1, attempts = 0, lost = 0,"
          + " failure = NULL, cause = 'operator', last_at = ?";
  private static final String GIVE_UP =
      "UPDATE jobs SET state = 'dead', due_at = ?, failure = ?" + RELEASE + HELD;

  private static final String COLUMNS =
      "SELECT id, sdk_app_id, group_id, topic_id, state, due_at, run_id, attempts, cause, failure,"
          + " rest_level, first_at, last_at, callbacks FROM jobs";

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
            ACCEPT + session.nextId("jobs") + ACCEPT_WITH_ID,
            row ->
                new Accepted(
                    row.getLong(1), "waiting".equals(row.getString(2)), row.getLong(3) - now),
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
      rows.add("(" + session.nextId("jobs", rows.size() + 1) + RESTORE_ROW);
      values.addAll(List.of(key.sdkAppId(), key.groupId(), key.topicId()));
      values.addAll(List.of(now + session.noticeMillis(), now, now));
    }
    session.update(RESTORE + String.join(", ", rows) + RESTORE_KNOWN, values.toArray());
  }

  /** A job that could be claimed. */
  record Due(long job, GroupKey key) {}

  /**
   * Jobs of an app that could be claimed now: those of groups that members are to be brought back
   * to, then running ones whose lease has run out, then those whose time has come, longest due
   * first. What is paused waits, but for the first.
   */
  static List<Due> due(Session session, long sdkAppId, int limit) throws SQLException {
    long now = session.now();
    Session.Row<Due> row =
        each ->
            new Due(each.getLong(1), new GroupKey(sdkAppId, each.getString(2), each.getString(3)));
    Set<Due> jobs =
        new LinkedHashSet<>(
            session.query(RESTORES + session.lockRows(), row, sdkAppId, now, now, limit));
    if (!PauseTable.isPaused(session, sdkAppId)) {
      for (String query : List.of(ORPHANS, DUE)) {
        if (jobs.size() < limit) {
          jobs.addAll(session.query(query + session.lockRows(), row, sdkAppId, now, now, limit));
        }
      }
    }
    return jobs.stream().limit(limit).toList();
  }

  /**
   * When the next job of an app can be claimed, if none can be now.
   *
   * @return empty when none waits or runs
   */
  static OptionalLong nextDue(Session session, long sdkAppId) throws SQLException {
    List<Long> times =
        session.query(
            "SELECT MIN(due_at) FROM jobs WHERE sdk_app_id = ? AND state = 'waiting' UNION ALL"
                + " SELECT MIN(lease_until) FROM jobs WHERE sdk_app_id = ? AND state = 'running'",
            row -> {
              long at = row.getLong(1);
              return row.wasNull() ? Long.MAX_VALUE : at;
            },
            sdkAppId,
            sdkAppId);
    return times.stream().mapToLong(Long::longValue).filter(at -> at < Long.MAX_VALUE).min();
  }

  /**
   * Claims a job if it is due. A run that was not finished is resumed, else a new one begins. One
   * that was begun again and again, and never told how it ended, is given up; its run is kept, so
   * that whoever revives the job looks first what became of its removals.
   *
   * @param key the group of the job
   * @param leaseMillis how long the job is ours without renewal
   * @param deadlineMillis how long the run may take at most
   * @return empty when the job is not due any more
   */
  public static Optional<Task> claim(
      Session session, GroupKey key, long job, long leaseMillis, long deadlineMillis)
      throws SQLException {
    long now = session.now();
    long deadlineAt = now + deadlineMillis;
    String lease = UUID.randomUUID().toString();
    String fresh = RunId.next(now);
    Optional<Claimed> claimed =
        session.first(
            CLAIM,
            row ->
                new Claimed(
                    new Task(
                        job,
                        lease,
                        row.getString(1),
                        key,
                        Wire.of(Cause.class, row.getString(2)),
                        row.getLong(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getInt(6) == 1,
                        !fresh.equals(row.getString(1)),
                        deadlineAt),
                    row.getInt(7)),
            lease,
            deadlineAt,
            Math.min(now + leaseMillis, deadlineAt),
            fresh,
            job,
            now,
            now);
    if (claimed.isPresent() && claimed.get().lost() > MOST_LOST) {
      LOG.warn("job is dead, group={} job={}: {}", key.groupId(), job, LOST_TOO_OFTEN);
      session.update(GIVE_UP, now, LOST_TOO_OFTEN, job, lease);
      return Optional.empty();
    }
    return claimed.map(Claimed::task);
  }

  private record Claimed(Task task, int lost) {}

  /** Whether the lease is the current one and at least so many milliseconds of it are left. */
  public static boolean holds(Session session, long job, String lease, long leaveMillis)
      throws SQLException {
    Optional<Long> until =
        session.first(
            "SELECT lease_until FROM jobs" + HELD + session.lockRow(),
            row -> row.getLong(1),
            job,
            lease);
    return until.isPresent() && until.get() >= session.now() + leaveMillis;
  }

  /**
   * How many requests the job has seen that a run could miss. A run notes it just before its last
   * look at the group.
   *
   * @return 0 when there is no such job
   */
  public static long seq(Session session, long job) throws SQLException {
    return session
        .first("SELECT seq FROM jobs WHERE id = ?", row -> row.getLong(1), job)
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
    long due = session.now() + restMillis;
    boolean held = session.update(FINISH, seqSeen, due, restLevel, job, lease) == 1;
    if (held) {
      RequestTable.next(session, job);
    }
    return held;
  }

  /**
   * Ends a restore. As {@link #finish}, but a run that was asked for by hand still has its id.
   *
   * @param keepsRun whether the job's run is one that was asked for
   */
  public static boolean restored(
      Session session, long job, String lease, long seqSeen, long restMillis, boolean keepsRun)
      throws SQLException {
    long due = session.now() + restMillis;
    boolean held = session.update(RESTORED, seqSeen, due, keepsRun ? 1 : 0, job, lease) == 1;
    if (held) {
      RequestTable.next(session, job);
    }
    return held;
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
    long due = session.now() + delayMillis;
    return session.update(RETRY, due, counts ? 1 : 0, cause, job, lease) == 1;
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
    boolean held =
        session.update(DEAD, seqSeen, seqSeen, now, now + againMillis, seqSeen, cause, job, lease)
            == 1;
    if (held) {
      RequestTable.next(session, job);
    }
    return held;
  }

  /** Lets a dead job begin anew at once; false when the group's job is not dead, or not there. */
  public static boolean redrive(Session session, GroupKey key) throws SQLException {
    long now = session.now();
    return session.update(
            REDRIVE + " WHERE state = 'dead' AND sdk_app_id = ? AND group_id = ? AND topic_id = ?",
            now,
            now,
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
    long now = session.now();
    return session.update(
        REDRIVE
            + " WHERE id IN (SELECT id FROM jobs WHERE sdk_app_id = ? AND state = 'dead' LIMIT ?"
            + session.lockRows()
            + ")",
        now,
        now,
        sdkAppId,
        limit);
  }

  /**
   * Takes all leases away, their runs to be resumed at once. Only for a database that one process
   * owns, at its start.
   *
   * @return how many there were
   */
  public static int voidLeases(Session session) throws SQLException {
    return session.update(
        "UPDATE jobs SET state = 'waiting', due_at = ?, lost = lost + 1"
            + RELEASE
            + " WHERE state = 'running'",
        session.now());
  }

  /**
   * A job that a changed policy concerns.
   *
   * @param run its run that has not ended, or an empty text
   */
  record Idle(long job, GroupKey key, long dueMillis, String run) {}

  /**
   * Some of the jobs that a changed policy may let go, in the order of their ids. What somebody
   * asked for by hand, and who is to be brought back, go first anyway.
   *
   * @param state waiting, also to be tried again; running; or resting
   * @param after id of the last one before, or 0
   */
  static List<Idle> idle(Session session, JobState state, long after, int limit)
      throws SQLException {
    return session.query(
        "SELECT id, sdk_app_id, group_id, topic_id, due_at, run_id FROM jobs"
            + " WHERE state = ? AND id > ? AND (run_id IS NULL OR NOT EXISTS"
            + " (SELECT 1 FROM requests q WHERE q.run = jobs.run_id AND q.done = 0))"
            + " AND NOT (restores = 1 AND EXISTS (SELECT 1 FROM returnees t WHERE"
            + " t.sdk_app_id = jobs.sdk_app_id AND t.group_id = jobs.group_id"
            + " AND t.result = 'waiting')) ORDER BY id LIMIT ?",
        JobTable::idle,
        state.wire(),
        after,
        limit);
  }

  /**
   * Some of the jobs that wait or rest until later than that time, in the order of their ids.
   *
   * @param after id of the last one before, or 0
   */
  static List<Idle> dueAfter(Session session, long millis, long after, int limit)
      throws SQLException {
    return session.query(
        "SELECT id, sdk_app_id, group_id, topic_id, due_at, run_id FROM jobs WHERE id > ?"
            + " AND state IN ('waiting', 'resting') AND due_at > ? ORDER BY id LIMIT ?",
        JobTable::idle,
        after,
        millis,
        limit);
  }

  private static Idle idle(ResultSet row) throws SQLException {
    return new Idle(
        row.getLong(1),
        new GroupKey(row.getLong(2), row.getString(3), row.getString(4)),
        row.getLong(5),
        Optional.ofNullable(row.getString(6)).orElse(""));
  }

  /** No lease lasts longer than until then. */
  static void endLeases(Session session, long untilMillis) throws SQLException {
    // A row that is being written elsewhere has its lease renewed, or ended.
    session.update(
        "UPDATE jobs SET lease_until = ? WHERE id IN (SELECT id FROM jobs WHERE"
            + " state = 'running' AND lease_until > ?"
            + session.lockRows()
            + ") AND state = 'running' AND lease_until > ?",
        untilMillis,
        untilMillis,
        untilMillis);
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
   * Makes some of the runs of an app due that wait to be tried again.
   *
   * @param limit most rows of one step
   * @return how many there were
   */
  static int tryNow(Session session, long sdkAppId, int limit) throws SQLException {
    long soonest = session.now() + session.noticeMillis();
    String later = " sdk_app_id = ? AND due_at > ? AND state = 'waiting' AND run_id IS NOT NULL";
    // A row that is being written elsewhere is left to its own time.
    return session.update(
        "UPDATE jobs SET due_at = ? WHERE id IN (SELECT id FROM jobs WHERE"
            + later
            + " LIMIT ?"
            + session.lockRows()
            + ") AND"
            + later,
        soonest,
        sdkAppId,
        soonest,
        limit,
        sdkAppId,
        soonest);
  }

  /**
   * Ends the rest of one group: what waits for its end is due now, or as soon as all nodes know,
   * and doubling starts over.
   */
  public static boolean endRest(Session session, GroupKey key) throws SQLException {
    long now = session.now() + session.noticeMillis();
    return session.update(
            "UPDATE jobs SET due_at = ?, rest_level = 0 WHERE due_at > ?"
                + " AND (state = 'resting' OR (state = 'waiting' AND run_id IS NULL))"
                + " AND sdk_app_id = ? AND group_id = ? AND topic_id = ?",
            now,
            now,
            key.sdkAppId(),
            key.groupId(),
            key.topicId())
        == 1;
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
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE sdk_app_id = ? AND state = ?"
            + " AND due_at < ? LIMIT ?"
            + session.lockRows()
            + ") AND state = ? AND due_at < ?",
        sdkAppId,
        state.wire(),
        before,
        limit,
        state.wire(),
        before);
  }

  /**
   * A page of jobs in the order of their ids.
   *
   * @param state null = any
   * @param after id of the last job of the page before, or 0
   */
  public static List<Job> list(Session session, JobState state, long after, int limit)
      throws SQLException {
    return state == null
        ? session.query(COLUMNS + " WHERE id > ? ORDER BY id LIMIT ?", JobTable::job, after, limit)
        : session.query(
            COLUMNS + " WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
            JobTable::job,
            state.wire(),
            after,
            limit);
  }

  /**
   * The same of one group and its topics, in one of those apps.
   *
   * @param state null = any
   */
  public static List<Job> list(
      Session session, Collection<Long> apps, String groupId, JobState state, long after, int limit)
      throws SQLException {
    List<Job> jobs = new ArrayList<>();
    for (long app : apps) {
      jobs.addAll(
          session.query(
              COLUMNS
                  + " WHERE sdk_app_id = ? AND group_id = ? AND id > ? AND (state = ? OR ? = '')"
                  + " ORDER BY id LIMIT ?",
              JobTable::job,
              app,
              groupId,
              after,
              state == null ? "" : state.wire(),
              state == null ? "" : state.wire(),
              limit));
    }
    return jobs.stream().sorted(Comparator.comparingLong(Job::id)).limit(limit).toList();
  }

  /** The job of a group, if it ever called. */
  public static Optional<Job> find(Session session, GroupKey key) throws SQLException {
    return session.first(
        COLUMNS + " WHERE sdk_app_id = ? AND group_id = ? AND topic_id = ?",
        JobTable::job,
        key.sdkAppId(),
        key.groupId(),
        key.topicId());
  }

  /** How many jobs there are in each state. */
  public static Map<JobState, Long> counts(Session session) throws SQLException {
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      counts.put(state, 0L);
    }
    session
        .query(
            "SELECT state, COUNT(*) FROM jobs GROUP BY state",
            row -> Map.entry(Wire.of(JobState.class, row.getString(1)), row.getLong(2)))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  /** How many jobs wait, counted up to that limit. */
  static long waiting(Session session, int limit) throws SQLException {
    return session
        .first(
            "SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE state = 'waiting' LIMIT ?) AS counted",
            row -> row.getLong(1),
            limit)
        .orElse(0L);
  }

  /** For how many milliseconds the longest waiting job of an app has been due; 0 if none is. */
  public static long oldestDueMillis(Session session, long sdkAppId) throws SQLException {
    long now = session.now();
    return session
        .first(
            "SELECT COALESCE(MIN(due_at), ?) FROM jobs WHERE sdk_app_id = ? AND state = 'waiting'",
            row -> Math.max(0, now - row.getLong(1)),
            now,
            sdkAppId)
        .orElse(0L);
  }

  private static Job job(ResultSet row) throws SQLException {
    return new Job(
        row.getLong(1),
        new GroupKey(row.getLong(2), row.getString(3), row.getString(4)),
        Wire.of(JobState.class, row.getString(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getString(7),
        row.getInt(8),
        Wire.of(Cause.class, row.getString(9)),
        row.getString(10),
        row.getInt(11),
        Instant.ofEpochMilli(row.getLong(12)),
        Instant.ofEpochMilli(row.getLong(13)),
        row.getLong(14));
  }
}
