package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * What is done in many short steps, one after another. Steps that are composed instead wait inside
 * one another, and the end of thousands of them overflows the stack.
 */
public final class Steps {

  private final Supplier<Future<Boolean>> step;
  private final Promise<Void> end = Promise.promise();

  private Steps(Supplier<Future<Boolean>> step) {
    this.step = step;
  }

  /**
   * Takes the step again and again while it says that there are more.
   *
   * @return completes where the last step did; fails as the first that failed
   */
  public static Future<Void> whileMore(Supplier<Future<Boolean>> step) {
    Steps steps = new Steps(step);
    steps.goOn();
    return steps.end.future();
  }

  private void goOn() {
    Future<Boolean> taken = take();
    // Those that are done at once must not call each other either.
    while (taken.succeeded() && taken.result()) {
      taken = take();
    }
    taken.onComplete(
        more -> {
          if (more) {
            goOn();
          } else {
            end.complete();
          }
        },
        end::fail);
  }

  private Future<Boolean> take() {
    try {
      return step.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
