package dev.headroom.cli;

import ch.qos.logback.classic.Level;
import io.vertx.core.Vertx;
import java.time.Duration;

/** What the commands of this machine have around their work. */
final class CommandRun {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ENDED_EARLY = 1;

  private CommandRun() {}

  /** The work itself; on the main thread, which may wait for what happens on Vert.x's. */
  interface Work {

    /** Does it; returns the exit code. */
    int with(Vertx vertx) throws Exception;
  }

  /** Work with a Vert.x of its own, which ends with it. */
  static int of(Work work) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      return work.with(vertx);
    } finally {
      Waiting.on(vertx.close());
    }
  }

  /**
   * The same for a command that takes long and whose output is what it prints: nothing is logged,
   * and on Ctrl-C it still prints what it has.
   *
   * @param stop makes the work come to its end soon; any thread
   */
  static int quietly(Runnable stop, Work work) throws Exception {
    QuietLog quiet = QuietLog.begin(Level.OFF);
    EndingSignal signal = new EndingSignal(stop, PATIENCE, ENDED_EARLY);
    try {
      return of(work);
    } finally {
      signal.close();
      quiet.end();
    }
  }
}
