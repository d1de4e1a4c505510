package dev.headroom.store;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;

/**
 * The context that somebody asks on: what was asked for completes there, whoever completes it. Only
 * the internal interface of Vert.x tells which contexts share one, so it is known here alone. Safe
 * for all threads.
 */
public record CallerContext(ContextInternal context) {

  /** That of whoever calls this; a new one where there is none. */
  public static CallerContext of(Vertx vertx) {
    return new CallerContext((ContextInternal) vertx.getOrCreateContext());
  }

  /** Requests of one event loop have a context each; this is their common one. */
  public CallerContext common() {
    return new CallerContext(context.unwrap());
  }

  /** Its future completes here. */
  public <T> Promise<T> promise() {
    return context.promise();
  }

  /** Runs it here, later. */
  void run(Runnable action) {
    context.runOnContext(go -> action.run());
  }
}
