package dev.headroom.manage.api;

import dev.headroom.manage.Actor;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Scope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Removals that people undo. A request is durable when its future completes, on the caller's
 * context: it is carried out whatever crashes next. It fails with a {@link Refusal} for what is not
 * there or cannot be done.
 */
public interface Restores {

  /**
   * Asks for the members back that a run has removed.
   *
   * @param accounts only these, or null for all of them
   * @param reason why, or null
   * @return id of the request
   */
  Future<String> ofRun(String run, List<String> accounts, String reason, Actor by);

  /**
   * Asks for all members back that were removed in a span of time.
   *
   * @param from its beginning
   * @param to its end; not part of it
   * @param scope where
   * @param reason why, or null
   * @return id of the request
   */
  Future<String> ofSpan(Instant from, Instant to, Scope scope, String reason, Actor by);

  /**
   * Requests, the newest first.
   *
   * @param after when the last one of the page before was asked (milliseconds since 1970) and its
   *     id, or null
   * @param limit most requests
   */
  Future<List<RestoreView>> list(Cursor after, int limit);

  /** One request with its members; empty when there is none of that id. */
  Future<Optional<RestoreView.Detail>> find(String id);
}
