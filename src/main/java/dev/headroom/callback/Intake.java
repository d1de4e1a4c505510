package dev.headroom.callback;

import dev.headroom.event.GroupFull;
import io.vertx.core.Future;

/** Where a checked callback goes. Implemented by the job table. */
@FunctionalInterface
public interface Intake {

  /**
   * Takes the event. Called on an event loop, must not block.
   *
   * @return completes, on the caller's context, when the event is durable: from then on the work
   *     will be done, whatever crashes next. Already complete when the group waits anyway. Fails
   *     when the event could not be made durable in time or there is no room for it; it may be
   *     carried out all the same.
   */
  Future<Void> accept(GroupFull event);
}
