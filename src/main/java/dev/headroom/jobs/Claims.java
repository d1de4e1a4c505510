package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which jobs begin: the app with the fewest running goes first, so that no app with many full
 * groups keeps another waiting. Functions on a transaction that the caller owns; times are
 * milliseconds since 1970 by the database's clock.
 */
public final class Claims {

  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  /** What a call finds when nothing is to come. */
  private static final long NEVER = Long.MAX_VALUE;

  /** Leases lost in a row before a job is given up: more than a rolling update or a bad day. */
  private static final int MOST_LOST = 30;

  private static final String LOST_TOO_OFTEN =
      MOST_LOST
          + " runs in a row lost their lease or their process without a word; see the log of that"
          + " time, then redrive";

  private final List<App> apps;
  private final int free;
  private final long leaseMillis;

  /**
   * A look for jobs.
   *
   * @param apps the apps, in the order of their turn
   * @param free how many jobs may begin at all
   * @param leaseMillis how long a claim lasts without renewal
   */
  Claims(List<App> apps, int free, long leaseMillis) {
    this.apps = apps;
    this.free = free;
    this.leaseMillis = leaseMillis;
  }

  /**
   * An app that may begin jobs.
   *
   * @param sdkAppId the app
   * @param running how many of its jobs run on this node
   * @param room how many more may
   */
  record App(long sdkAppId, int running, int room) {}

  /**
   * What was claimed.
   *
   * @param tasks the jobs that begin
   * @param nextMillis how long until there is more to claim, 0 if there is now
   */
  record Claimed(List<Task> tasks, long nextMillis) {}

  /**
   * Claims what may begin.
   *
   * @param runDeadline longest time of a run, milliseconds
   */
  Claimed claim(Session session, ToLongFunction<GroupKey> runDeadline) throws SQLException {
    List<List<Due>> due = new ArrayList<>();
    for (App app : apps) {
      due.add(due(session, app.sdkAppId(), Math.min(free, app.room())));
    }
    int[] shares = shares(free, apps, due.stream().mapToInt(List::size).toArray());
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      for (Due job : due.get(i).subList(0, shares[i])) {
        claim(session, job.key(), job.job(), leaseMillis, runDeadline.applyAsLong(job.key()))
            .ifPresent(tasks::add);
      }
    }
    return new Claimed(tasks, nextMillis(session));
  }

  private long nextMillis(Session session) throws SQLException {
    long next = NEVER;
    for (App app : apps) {
      OptionalLong at = nextDue(session, app.sdkAppId());
      next = Math.min(next, at.orElse(NEVER));
    }
    return next == NEVER ? NEVER : Math.max(0, next - session.now());
  }

  /**
   * Gives the free places out one by one, each to the app with the fewest.
   *
   * @param due how many jobs of each app could begin
   */
  static int[] shares(int free, List<App> apps, int[] due) {
    int[] shares = new int[due.length];
    for (int left = free; left > 0; left--) {
      int poorest = -1;
      for (int i = 0; i < shares.length; i++) {
        boolean wants = shares[i] < Math.min(due[i], apps.get(i).room());
        if (wants && (poorest < 0 || has(apps, shares, i) < has(apps, shares, poorest))) {
          poorest = i;
        }
      }
      if (poorest < 0) {
        break;
      }
      shares[poorest]++;
    }
    return shares;
  }

  private static int has(List<App> apps, int[] shares, int app) {
    return apps.get(app).running() + shares[app];
  }

  /** A job that could be claimed. */
  private record Due(long job, GroupKey key) {}

  /**
   * Jobs of an app that could be claimed now: those of groups that members are to be brought back
   * to, then running ones whose lease has run out, then those whose time has come, longest due
   * first. What is paused waits, but for the first: a pause stops removals, not what undoes them.
   */
  private static List<Due> due(Session session, long sdkAppId, int limit) throws SQLException {
    Set<Due> jobs = new LinkedHashSet<>();
    add(
        session,
        jobs,
        """
        SELECT id, group_id, topic_id FROM jobs WHERE sdk_app_id = ? AND restores = 1
          AND ((state = 'waiting' AND due_at <= ?) OR (state = 'running' AND lease_until <= ?))
          AND %s
        ORDER BY due_at LIMIT ? %s
        """
            .formatted(RestoreTable.JOB_HAS_WAITING, session.lockRows()),
        sdkAppId,
        limit);
    if (!PauseTable.isPaused(session, sdkAppId)) {
      add(
          session,
          jobs,
          """
          SELECT id, group_id, topic_id FROM jobs
          WHERE sdk_app_id = ? AND state = 'running' AND lease_until <= ? AND %s
          ORDER BY lease_until LIMIT ? %s
          """
              .formatted(PauseTable.JOB_NOT_PAUSED, session.lockRows()),
          sdkAppId,
          limit);
      add(
          session,
          jobs,
          """
          SELECT id, group_id, topic_id FROM jobs
          WHERE sdk_app_id = ? AND state = 'waiting' AND due_at <= ? AND %s
          ORDER BY due_at LIMIT ? %s
          """
              .formatted(PauseTable.JOB_NOT_PAUSED, session.lockRows()),
          sdkAppId,
          limit);
    }
    return jobs.stream().limit(limit).toList();
  }

  /** Adds what the query finds unless there are enough; it takes the app, now twice, the limit. */
  private static void add(Session session, Set<Due> jobs, String sql, long sdkAppId, int limit)
      throws SQLException {
    if (jobs.size() < limit) {
      long now = session.now();
      jobs.addAll(
          session.query(
              sql,
              row ->
                  new Due(
                      row.getLong("id"),
                      new GroupKey(sdkAppId, row.getString("group_id"), row.getString("topic_id"))),
              sdkAppId,
              now,
              now,
              limit));
    }
  }

  /**
   * When the next job of an app can be claimed, if none can be now.
   *
   * @return empty when none waits or runs
   */
  private static OptionalLong nextDue(Session session, long sdkAppId) throws SQLException {
    List<Long> times =
        session.query(
            """
            SELECT MIN(due_at) FROM jobs WHERE sdk_app_id = ? AND state = 'waiting'
            UNION ALL
            SELECT MIN(lease_until) FROM jobs WHERE sdk_app_id = ? AND state = 'running'
            """,
            row -> {
              long at = row.getLong(1);
              return row.wasNull() ? NEVER : at;
            },
            sdkAppId,
            sdkAppId);
    return times.stream().mapToLong(Long::longValue).filter(at -> at < NEVER).min();
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
    Optional<Counted> claimed =
        session.first(
            """
            UPDATE jobs SET state = 'running', lease_token = ?, deadline_at = ?, lease_until = ?,
              run_id = COALESCE(run_id, ?),
              lost = CASE WHEN state = 'running' THEN lost + 1 ELSE lost END
            WHERE id = ? AND ((state = 'waiting' AND due_at <= ?)
              OR (state = 'running' AND lease_until <= ?))
            RETURNING run_id, cause, seq, attempts, rest_level, rested, lost
            """,
            row ->
                new Counted(
                    new Task(
                        job,
                        lease,
                        row.getString("run_id"),
                        key,
                        Wire.of(Cause.class, row.getString("cause")),
                        row.getLong("seq"),
                        row.getInt("attempts"),
                        row.getInt("rest_level"),
                        row.getInt("rested") == 1,
                        !fresh.equals(row.getString("run_id")),
                        deadlineAt),
                    row.getInt("lost")),
            lease,
            deadlineAt,
            Math.min(now + leaseMillis, deadlineAt),
            fresh,
            job,
            now,
            now);
    if (claimed.isPresent() && claimed.get().lost() > MOST_LOST) {
      LOG.warn("job is dead, group={} job={}: {}", key.groupId(), job, LOST_TOO_OFTEN);
      session.update(
          """
          UPDATE jobs SET state = 'dead', due_at = ?, failure = ?,
            lease_token = NULL, lease_until = NULL, deadline_at = NULL
          WHERE id = ? AND lease_token = ? AND state = 'running'
          """,
          now,
          LOST_TOO_OFTEN,
          job,
          lease);
      return Optional.empty();
    }
    return claimed.map(Counted::task);
  }

  /** A claimed job, and how many leases of it were lost in a row. */
  private record Counted(Task task, int lost) {}
}
