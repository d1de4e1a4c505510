package dev.headroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves what was committed from the log into the file every second, away from the writing thread.
 * Each step is small because the one before was not long ago.
 */
final class Checkpoints implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private final Connection connection;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  Checkpoints(Connection connection) {
    this.connection = connection;
    thread = new Thread(this, "headroom-checkpoints");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Blocks until the last step is over. Closing the last connection empties the log. */
  void end() throws InterruptedException {
    ended.countDown();
    thread.join();
  }

  @Override
  public void run() {
    try (connection) {
      while (!ended.await(1, TimeUnit.SECONDS)) {
        step();
      }
    } catch (SQLException e) {
      LOG.warn("The log of the database could not be emptied: {}", e.toString());
    } catch (InterruptedException e) {
      LOG.debug("Interrupted: no more checkpoints");
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
