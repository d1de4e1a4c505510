package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Task;
import dev.headroom.store.Session;
import java.sql.SQLException;

/** A claimed job without a dispatcher, for tests of what comes after. */
public final class Claiming {

  private static final long LEASE_MILLIS = 30_000;
  private static final long DEADLINE_MILLIS = 600_000;

  private Claiming() {}

  /** Takes a request for the group and claims its job. */
  public static Task claim(Session session, GroupKey key) throws SQLException {
    long job = JobTable.accept(session, key, Cause.CALLBACK, 1).job();
    return JobTable.claim(
            session, new JobTable.Due(job, key), LEASE_MILLIS, DEADLINE_MILLIS)
        .orElseThrow();
  }
}
