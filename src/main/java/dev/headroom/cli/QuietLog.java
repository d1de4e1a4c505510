package dev.headroom.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For commands whose output is what they print: until its end next to nothing is logged. */
final class QuietLog {

  private static final String LOG_LEVEL = "HEADROOM_LOG_LEVEL";

  private final List<Runnable> restore = new ArrayList<>();

  private QuietLog() {}

  /**
   * Begins, unless a level is asked for in the environment.
   *
   * @param ours what Headroom itself may still log
   */
  static QuietLog begin(Level ours) {
    QuietLog quiet = new QuietLog();
    if (System.getenv(LOG_LEVEL) == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
      quiet.allow(Level.OFF, logs.getLogger(Logger.ROOT_LOGGER_NAME));
      quiet.allow(ours, logs.getLogger("dev.headroom"));
    }
    return quiet;
  }

  private void allow(Level level, ch.qos.logback.classic.Logger logger) {
    Level before = logger.getLevel();
    restore.add(() -> logger.setLevel(before));
    logger.setLevel(level);
  }

  /** From now on it is logged as before. */
  void end() {
    restore.forEach(Runnable::run);
  }
}
