package dev.headroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what was committed from the log into the file every second, away from the writing thread.
 * Each step is small because the one before was not long ago.
 */
final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final Connection connection;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "headroom-checkpoints");
            thread.setDaemon(true);
            return thread;
          });

  Checkpoints(Connection connection) {
    this.connection = connection;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::step, 1, 1, TimeUnit.SECONDS);
  }

  /** Blocks until the last step is over. Closing the last connection empties the log. */
  void end() throws InterruptedException {
    timer.shutdownNow();
    timer.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("The log of the database could not be emptied: {}", e.toString());
    }
  }

  private void step() {
    try {
      SqliteFile.checkpoint(connection);
    } catch (SQLException e) {
      LOG.warn("The log of the database could not be moved into the file: {}", e.toString());
    }
  }
}
