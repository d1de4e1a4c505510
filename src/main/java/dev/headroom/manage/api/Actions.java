package dev.headroom.manage.api;

import dev.headroom.manage.Cursor;
import io.vertx.core.Future;
import java.util.List;

/** What people did through the management port, to look at. */
@FunctionalInterface
public interface Actions {

  /**
   * Actions, the newest first.
   *
   * @param after time (milliseconds since 1970) and id of the last one of the page before, or null
   * @param limit most actions
   * @return completes on the caller's context
   */
  Future<List<ActionView>> list(Cursor after, int limit);
}
