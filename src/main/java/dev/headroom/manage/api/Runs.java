package dev.headroom.manage.api;

import dev.headroom.event.Outcome;
import dev.headroom.manage.Cursor;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** The ledger, to look at. Futures complete on the caller's context. */
public interface Runs {

  /**
   * Runs, the newest start first, runs of one start by id downwards.
   *
   * @param groupId only this group, in whatever app, or null
   * @param outcome only runs that ended so, or null
   * @param after start (milliseconds since 1970) and id of the last run of the page before, or null
   * @param limit most runs
   */
  Future<List<RunView>> list(String groupId, Outcome outcome, Cursor after, int limit);

  /** One run with its people; empty when there is none of that id. */
  Future<Optional<RunView.Detail>> find(String id);
}
