package dev.headroom.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For commands whose output is what they print: until its end nothing is logged. */
final class QuietLog {

  private static final String LOG_LEVEL = "HEADROOM_LOG_LEVEL";

  private final List<Runnable> restore = new ArrayList<>();

  private QuietLog() {}

  /** Begins, unless a level is asked for in the environment. */
  static QuietLog begin() {
    QuietLog quiet = new QuietLog();
    if (System.getenv(LOG_LEVEL) == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
      quiet.silence(logs.getLogger(Logger.ROOT_LOGGER_NAME));
      quiet.silence(logs.getLogger("dev.headroom"));
    }
    return quiet;
  }

  private void silence(ch.qos.logback.classic.Logger logger) {
    Level before = logger.getLevel();
    restore.add(() -> logger.setLevel(before));
    logger.setLevel(Level.OFF);
  }

  /** From now on it is logged as before. */
  void end() {
    restore.forEach(Runnable::run);
  }
}
