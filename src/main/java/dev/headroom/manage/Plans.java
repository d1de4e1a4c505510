package dev.headroom.manage;

import dev.headroom.event.GroupKey;
import io.vertx.core.Future;

/** Says what a run would do, without doing it. */
@FunctionalInterface
public interface Plans {

  /**
   * What a run would do to the group now.
   *
   * @return completes on the caller's context; fails with a {@link Refusal} when the app is not
   *     served or Chat does not say what is needed
   */
  Future<PlanView> plan(GroupKey key);
}
