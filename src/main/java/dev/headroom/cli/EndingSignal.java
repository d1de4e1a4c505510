package dev.headroom.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in its own way on Ctrl-C: what it has is printed before the process goes. To
 * be closed when that is done.
 */
final class EndingSignal {

  private static final long PATIENCE_SECONDS = 10;
  private static final int ENDED_EARLY = 1;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable stop;
  private final Thread hook = new Thread(this::end, "headroom-end");
  private volatile boolean ending;

  /**
   * Listens from now on.
   *
   * @param stop makes the command come to its end soon; any thread
   */
  EndingSignal(Runnable stop) {
    this.stop = stop;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    ending = true;
    stop.run();
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("headroom: it did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A signal alone would make the exit code 128 and its number.
    Runtime.getRuntime().halt(ENDED_EARLY);
  }

  /** Everything is said; what ended because of the signal may go now. */
  void close() {
    closed.countDown();
    if (!ending) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
