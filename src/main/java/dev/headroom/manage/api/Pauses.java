package dev.headroom.manage.api;

import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Scope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/**
 * The stop button. Durable and effective on every node as soon as a future completes, but for a
 * delete call that was on its way. Futures complete on the caller's context; they fail with a
 * {@link Refusal} for an app that is not served.
 */
public interface Pauses {

  /** All pauses in force, the widest first. */
  Future<List<PauseView>> list();

  /**
   * Pauses, in place of a pause of the same scope.
   *
   * @param until when it ends by itself, or null
   */
  Future<PauseView> pause(Scope scope, String reason, Instant until, Actor by);

  /**
   * Ends the pause of exactly that scope.
   *
   * @return how many there were, 0 or 1, and what may happen now
   */
  Future<Begun> resume(Scope scope, String reason, Actor by);
}
