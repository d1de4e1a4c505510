package dev.headroom.node;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * One of the things that make a node.
 *
 * @param start called once
 * @param stop called once, also if it has not started, or not wholly
 */
record Part(Supplier<Future<Void>> start, Supplier<Future<Void>> stop) {

  /** What is there as soon as it is made. */
  static Part closing(Supplier<Future<Void>> close) {
    return new Part(Future::succeededFuture, close);
  }

  /** A verticle. */
  static Part deployed(
      Vertx vertx, Supplier<? extends Deployable> verticle, DeploymentOptions options) {
    AtomicReference<String> id = new AtomicReference<>();
    return new Part(
        () -> vertx.deployVerticle(verticle, options).onSuccess(id::set).mapEmpty(),
        () -> id.get() == null ? Future.succeededFuture() : vertx.undeploy(id.get()));
  }

  /** The same of one that opens a port: names what to change when it cannot. */
  Part opening(String key, String host, int port) {
    String address = host + ":" + port;
    return new Part(
        () -> start.get().recover(error -> Future.failedFuture(notOpened(key, address, error))),
        stop);
  }

  private static Throwable notOpened(String key, String address, Throwable error) {
    return error instanceof IOException
        ? new IOException(
            "%1$s: %2$s cannot be opened (%3$s). Stop the program that has it, or change %1$s.host or %1$s.port"
                .formatted(key, address, error.getMessage()),
            error)
        : error;
  }
}
