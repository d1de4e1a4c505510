package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * What is done in many short steps, one after another. Steps that are composed instead wait inside
 * one another, and the end of thousands of them overflows the stack.
 */
public final class Steps {

  private Steps() {}

  /**
   * Takes the step again and again while it says that there are more.
   *
   * @return completes where the last step did; fails as the first that failed
   */
  public static Future<Void> whileMore(Supplier<Future<Boolean>> step) {
    Promise<Void> end = Promise.promise();
    goOn(step, end);
    return end.future();
  }

  private static void goOn(Supplier<Future<Boolean>> step, Promise<Void> end) {
    Future<Boolean> taken = take(step);
    // Those that are done at once must not call each other either.
    while (taken.succeeded() && taken.result()) {
      taken = take(step);
    }
    taken.onComplete(
        more -> {
          if (more) {
            goOn(step, end);
          } else {
            end.complete();
          }
        },
        end::fail);
  }

  private static Future<Boolean> take(Supplier<Future<Boolean>> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
