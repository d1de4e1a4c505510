package dev.headroom.interleaving;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** Keeps a node quiet whose trouble is on purpose, and listens for whom it leaves an app alone. */
final class NodeLog extends AppenderBase<ILoggingEvent> {

  private static final String LEFT_ALONE = "The app is left alone for a while";

  private final Map<Logger, Level> levels = new HashMap<>();
  private final Logger dispatcher = logger("dev.headroom.jobs.Dispatcher");
  private final Set<String> groups = ConcurrentHashMap.newKeySet();

  NodeLog() {
    set(logger("dev.headroom"), Level.OFF);
    set(logger("dev.headroom.prune.Pruner"), Level.OFF);
    set(dispatcher, Level.WARN);
    dispatcher.setAdditive(false);
    start();
    dispatcher.addAppender(this);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  private void set(Logger logger, Level level) {
    levels.put(logger, logger.getLevel());
    logger.setLevel(level);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getMessage().startsWith(LEFT_ALONE)) {
      groups.add((String) event.getArgumentArray()[2]);
    }
  }

  /** Whether the app was left alone for trouble with that group. */
  boolean isBlamed(String group) {
    return groups.contains(group);
  }

  void close() {
    dispatcher.detachAppender(this);
    dispatcher.setAdditive(true);
    levels.forEach(Logger::setLevel);
  }
}
