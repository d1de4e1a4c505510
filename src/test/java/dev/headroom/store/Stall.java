package dev.headroom.store;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds the thread of a store that commits many changes at once, so that what is written meanwhile
 * shares one batch.
 */
public final class Stall {

  private final CountDownLatch ended = new CountDownLatch(1);

  /** Returns once the thread is held. */
  public Stall(Store store) {
    CountDownLatch begun = new CountDownLatch(1);
    store.write(
        "",
        session -> {
          begun.countDown();
          return await(ended);
        },
        done -> {});
    await(begun);
  }

  /** Lets the thread go on. */
  public void end() {
    ended.countDown();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new AssertionError("held for more than 60 s");
      }
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
