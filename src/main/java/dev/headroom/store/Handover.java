package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands changes and queries to the threads that carry them out, until the store closes. Futures
 * complete on the caller's context.
 */
final class Handover {

  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  private final Vertx vertx;
  private Future<Void> closing;

  Handover(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Hands a change on; fails at once if it is not taken.
   *
   * @param row the one row that the change touches, or an empty text
   * @param taker carries it out, or refuses
   */
  <T> Future<T> hand(
      String row, Change<T> change, Consumer<T> committed, Predicate<PendingChange<?>> taker) {
    CallerContext context = CallerContext.of(vertx);
    Promise<T> promise = context.promise();
    if (!taker.test(new PendingChange<>(row, change, committed, context, promise))) {
      promise.fail(refusal());
    }
    return promise.future();
  }

  /** The end of a store: it blocks until all that was taken is done. */
  interface Ending {
    void end() throws InterruptedException;
  }

  /** Ends the store on a thread of its own, once. */
  synchronized Future<Void> close(Ending ending) {
    if (closing == null) {
      Promise<Void> promise = CallerContext.of(vertx).promise();
      closing = promise.future();
      new Thread(() -> end(ending, promise), "headroom-store-closing").start();
    }
    return closing;
  }

  private static void end(Ending ending, Promise<Void> promise) {
    try {
      ending.end();
      promise.complete();
    } catch (InterruptedException e) {
      LOG.warn("The store was interrupted while it closed");
      promise.fail(e);
    }
  }

  private synchronized StoreException refusal() {
    return closing == null
        ? new StoreException("the store has more waiting than it can hold", "try again later", null)
        : new StoreException("the store is closed", "start Headroom again", null);
  }
}
