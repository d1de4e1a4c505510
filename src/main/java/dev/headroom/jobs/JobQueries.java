package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import dev.headroom.ledger.Columns;
import dev.headroom.store.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at the job table that change nothing. Functions on a transaction that the caller owns. */
public final class JobQueries {

  private JobQueries() {}

  /**
   * A page of jobs in the order of their ids.
   *
   * @param state null = any
   * @param after id of the last job of the page before, or 0
   */
  public static List<Job> list(Session session, JobState state, long after, int limit)
      throws SQLException {
    return state == null
        ? session.query(
            "SELECT * FROM jobs WHERE id > ? ORDER BY id LIMIT ?", JobQueries::job, after, limit)
        : session.query(
            "SELECT * FROM jobs WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
            JobQueries::job,
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
              """
              SELECT * FROM jobs
              WHERE sdk_app_id = ? AND group_id = ? AND id > ? AND (state = ? OR ? = '')
              ORDER BY id LIMIT ?
              """,
              JobQueries::job,
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
        "SELECT * FROM jobs WHERE sdk_app_id = ? AND group_id = ? AND topic_id = ?",
        JobQueries::job,
        key.sdkAppId(),
        key.groupId(),
        key.topicId());
  }

  private static Job job(ResultSet row) throws SQLException {
    return new Job(
        row.getLong("id"),
        Columns.key(row),
        Wire.of(JobState.class, row.getString("state")),
        Columns.instant(row, "due_at"),
        row.getString("run_id"),
        row.getInt("attempts"),
        Wire.of(Cause.class, row.getString("cause")),
        row.getString("failure"),
        row.getInt("rest_level"),
        Columns.instant(row, "first_at"),
        Columns.instant(row, "last_at"),
        row.getLong("callbacks"));
  }

  /** How many jobs there are in each state. */
  public static Map<JobState, Long> counts(Session session) throws SQLException {
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    for (JobState state : JobState.values()) {
      counts.put(state, 0L);
    }
    session
        .query(
            "SELECT state, COUNT(*) AS jobs FROM jobs GROUP BY state",
            row -> Map.entry(Wire.of(JobState.class, row.getString("state")), row.getLong("jobs")))
        .forEach(count -> counts.put(count.getKey(), count.getValue()));
    return counts;
  }

  /** How many jobs wait, counted up to that limit. */
  static long waiting(Session session, int limit) throws SQLException {
    return session.number(
        "SELECT COUNT(*) FROM (SELECT 1 FROM jobs WHERE state = 'waiting' LIMIT ?) AS counted",
        limit);
  }

  /** For how many milliseconds the longest waiting job of an app has been due; 0 if none is. */
  public static long oldestDueMillis(Session session, long sdkAppId) throws SQLException {
    long now = session.now();
    long oldest =
        session.number(
            "SELECT COALESCE(MIN(due_at), ?) FROM jobs WHERE sdk_app_id = ? AND state = 'waiting'",
            now,
            sdkAppId);
    return Math.max(0, now - oldest);
  }
}
