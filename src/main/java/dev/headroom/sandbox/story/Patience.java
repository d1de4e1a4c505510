package dev.headroom.sandbox.story;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Waits for what a story waits for: never longer than it says, and not once the sandbox is told to
 * end. To be used on the story thread only; {@link #end()} on any.
 */
final class Patience {

  private static final Duration LOOK_EVERY = Duration.ofMillis(2);

  private final CountDownLatch end = new CountDownLatch(1);

  /** Ends all waiting, now and from now on. */
  void end() {
    end.countDown();
  }

  /**
   * Looks every two milliseconds until it has happened.
   *
   * @param what is waited for, to say what was missed
   */
  void until(String what, Duration most, BooleanSupplier happened) {
    long start = System.nanoTime();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() - start > most.toNanos()) {
        throw new Unexpected(what + " did not happen within " + most.toSeconds() + " s");
      }
      pause(LOOK_EVERY);
    }
  }

  /** What comes of something that goes on elsewhere. */
  <T> T of(String what, Duration most, Future<T> future) {
    AtomicReference<AsyncResult<T>> seen = new AtomicReference<>();
    future.onComplete(seen::set);
    until(what, most, () -> seen.get() != null);
    if (seen.get().failed()) {
      throw new Unexpected(what + " failed: " + seen.get().cause().getMessage());
    }
    return seen.get().result();
  }

  /** Lets time pass. */
  void pause(Duration time) {
    try {
      if (end.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new Ended();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Ended();
    }
  }
}
