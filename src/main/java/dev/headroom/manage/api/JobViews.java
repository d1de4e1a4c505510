package dev.headroom.manage.api;

import dev.headroom.event.Wire;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobQueries;
import dev.headroom.jobs.JobState;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * The job table as the management port shows it.
 *
 * @param leftAlone why this node leaves an app alone, by sdkAppId
 */
public record JobViews(
    Store store, ServedApps apps, LongFunction<Optional<String>> leftAlone, Clock clock)
    implements Jobs {

  @Override
  public Future<List<JobView>> list(JobView.State state, String group, long after, int limit) {
    JobState wanted = state == null ? null : Wire.of(JobState.class, state.wire());
    return store
        .read(
            session ->
                group == null
                    ? JobQueries.list(session, wanted, after, limit)
                    : JobQueries.list(session, apps.named(null), group, wanted, after, limit))
        .map(jobs -> jobs.stream().map(this::view).toList());
  }

  /** A job that was never tried waits for its app, when that is left alone. */
  private String failure(Job job) {
    boolean isDue = job.state() == JobState.WAITING && !job.dueAt().isAfter(clock.instant());
    return job.failure() == null && isDue
        ? leftAlone.apply(job.key().sdkAppId()).orElse(null)
        : job.failure();
  }

  private JobView view(Job job) {
    return new JobView(
        job.id(),
        job.key(),
        Wire.of(JobView.State.class, job.state().wire()),
        job.dueAt(),
        job.attempts(),
        job.cause(),
        failure(job),
        job.run(),
        job.firstAt(),
        job.lastAt());
  }
}
