package dev.headroom.manage;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** What the management port answers to at the paths of one resource. */
@FunctionalInterface
public interface Resource {

  /** Begins to work, on the context of the management port. */
  default void open(Vertx vertx) {}

  /** Ends what it does; no request comes any more. */
  default Future<Void> close(Vertx vertx) {
    return Future.succeededFuture();
  }

  /** Adds its routes. Who may call has been looked at before any of them. */
  void mount(Router router);
}
