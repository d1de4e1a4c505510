package dev.headroom.cli;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Lets the main thread wait for what happens on Vert.x's threads; never called on those. */
final class Waiting {

  private Waiting() {}

  /** The future's result, or what it failed with. */
  static <T> T on(Future<T> future) throws Exception {
    BlockingQueue<AsyncResult<T>> result = new ArrayBlockingQueue<>(1);
    future.onComplete(result::add);
    AsyncResult<T> ended = result.take();
    if (ended.succeeded()) {
      return ended.result();
    }
    if (ended.cause() instanceof Exception exception) {
      throw exception;
    }
    throw new IllegalStateException(ended.cause());
  }
}
