package dev.headroom;

import dev.headroom.event.Wire;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobState;
import dev.headroom.jobs.JobTable;
import dev.headroom.manage.JobView;
import dev.headroom.manage.Jobs;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.util.List;

/** The job table as the management port shows it. */
record JobViews(Store store, ServedApps apps) implements Jobs {

  @Override
  public Future<List<JobView>> list(JobView.State state, String group, long after, int limit) {
    JobState wanted = state == null ? null : Wire.of(JobState.class, state.wire());
    return store
        .read(
            session ->
                group == null
                    ? JobTable.list(session, wanted, after, limit)
                    : JobTable.list(session, apps.named(null), group, wanted, after, limit))
        .map(jobs -> jobs.stream().map(JobViews::view).toList());
  }

  private static JobView view(Job job) {
    return new JobView(
        job.id(),
        job.key(),
        Wire.of(JobView.State.class, job.state().wire()),
        job.dueAt(),
        job.attempts(),
        job.cause(),
        job.failure(),
        job.run(),
        job.firstAt(),
        job.lastAt());
  }
}
