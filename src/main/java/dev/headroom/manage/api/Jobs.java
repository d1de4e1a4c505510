package dev.headroom.manage.api;

import io.vertx.core.Future;
import java.util.List;

/** The job table, to look at. */
@FunctionalInterface
public interface Jobs {

  /**
   * Jobs in the order of their ids.
   *
   * @param state only jobs that stand so, or null
   * @param group only jobs of groups of that id, or null
   * @param after id of the last job of the page before, or -1
   * @param limit most jobs
   * @return completes on the caller's context
   */
  Future<List<JobView>> list(JobView.State state, String group, long after, int limit);
}
