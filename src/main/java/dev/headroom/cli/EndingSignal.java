package dev.headroom.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in its own way on Ctrl-C: what it has is printed before the process goes. To
 * be closed when that is done.
 */
final class EndingSignal {

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable stop;
  private final Duration patience;
  private final int exitCode;
  private final Thread hook = new Thread(this::end, "headroom-end");
  private volatile boolean ending;

  /**
   * Listens from now on.
   *
   * @param stop makes the command come to its end soon; any thread
   * @param patience how long that may take
   * @param exitCode of a command that has ended so; 1 of one that has not
   */
  EndingSignal(Runnable stop, Duration patience, int exitCode) {
    this.stop = stop;
    this.patience = patience;
    this.exitCode = exitCode;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    ending = true;
    stop.run();
    boolean inTime = false;
    try {
      inTime = closed.await(patience.toSeconds(), TimeUnit.SECONDS);
      if (!inTime) {
        System.err.println("headroom: it did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A signal alone would make the exit code 128 and its number.
    Runtime.getRuntime().halt(inTime ? exitCode : 1);
  }

  /** Whether it has come. */
  boolean hasCome() {
    return ending;
  }

  /** Everything is said; what ended because of the signal may go now. */
  void close() {
    closed.countDown();
    if (!ending) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }
}
