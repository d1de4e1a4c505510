package dev.headroom.sweep;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobQueries;
import dev.headroom.jobs.Jobs;
import dev.headroom.ledger.RunHistory;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Job table and ledger as the sweep sees them. */
public final class StoredSweepBook implements SweepBook {

  private final Store store;
  private final Jobs jobs;
  private final Clock clock;

  /** The book of a node that stores requests by these jobs. */
  public StoredSweepBook(Store store, Jobs jobs, Clock clock) {
    this.store = store;
    this.jobs = jobs;
    this.clock = clock;
  }

  @Override
  public Future<Map<String, Standing>> standings(long sdkAppId, List<String> groupIds) {
    return store.read(
        session -> {
          Map<String, Standing> standings = new HashMap<>();
          for (String groupId : groupIds) {
            standings.put(groupId, standing(session, GroupKey.of(sdkAppId, groupId)));
          }
          return standings;
        });
  }

  /** A job at rest is forgotten after a while; its runs stay in the ledger for longer. */
  private static Standing standing(Session session, GroupKey key) throws SQLException {
    Optional<Job> job = JobQueries.find(session, key);
    if (job.isEmpty()) {
      return RunHistory.has(session, key) ? Standing.CALLED : Standing.UNKNOWN;
    }
    Instant now = Instant.ofEpochMilli(session.now());
    boolean idle =
        switch (job.get().state()) {
          case WAITING, RUNNING -> false;
          case RESTING -> !job.get().dueAt().isAfter(now);
          case DEAD -> true;
        };
    return idle ? Standing.CALLED : Standing.LOOKED_AFTER;
  }

  @Override
  public Future<Void> request(GroupKey key) {
    return jobs.request(new GroupFull(key, clock.instant(), null, null, null), Cause.SWEEP);
  }
}
