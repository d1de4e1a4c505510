package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Which jobs begin: the app with the fewest running goes first, so that no app with many full
 * groups keeps another waiting.
 *
 * @param apps the apps, in the order of their turn
 * @param free how many jobs may begin at all
 * @param leaseMillis how long a claim lasts without renewal
 */
record Claims(List<App> apps, int free, long leaseMillis) {

  /** What a call finds when nothing is to come. */
  private static final long NEVER = Long.MAX_VALUE;

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
    List<List<JobTable.Due>> due = new ArrayList<>();
    for (App app : apps) {
      due.add(JobTable.due(session, app.sdkAppId(), Math.min(free, app.room())));
    }
    int[] shares = shares(free, apps, due.stream().mapToInt(List::size).toArray());
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      for (JobTable.Due job : due.get(i).subList(0, shares[i])) {
        JobTable.claim(
                session, job.key(), job.job(), leaseMillis, runDeadline.applyAsLong(job.key()))
            .ifPresent(tasks::add);
      }
    }
    return new Claimed(tasks, nextMillis(session));
  }

  private long nextMillis(Session session) throws SQLException {
    long next = NEVER;
    for (App app : apps) {
      OptionalLong at = JobTable.nextDue(session, app.sdkAppId());
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
}
