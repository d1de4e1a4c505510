package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.manage.Refusal;
import io.vertx.core.Future;

/** Says what a run would do, without doing it. */
public interface Plans {

  /**
   * What a run would do to the group now.
   *
   * @param enforce whether somebody would ask for this one run to enforce
   * @return completes on the caller's context; fails with a {@link Refusal} when the app is not
   *     served or Chat does not say what is needed
   */
  Future<PlanView> plan(GroupKey key, boolean enforce);

  /**
   * What the release of that braked run would do now.
   *
   * @return as {@link #plan}; fails with a {@link Refusal} as the release itself would
   */
  Future<PlanView> release(String braked);
}
