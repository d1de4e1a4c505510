package dev.headroom.manage.api;

import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import io.vertx.core.Future;

/** Erases what is known of one account. */
@FunctionalInterface
public interface Forgetting {

  /**
   * Erases the account wherever it is written down.
   *
   * @return from how many places; fails with a {@link Refusal} when a run is just about to remove
   *     this account, or a restore to bring it back: nothing was erased then
   */
  Future<Integer> forget(String account, Actor by);
}
