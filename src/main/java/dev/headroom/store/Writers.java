package dev.headroom.store;

import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads that give each change a transaction of its own, out of a pool of connections. */
final class Writers {

  private static final Logger LOG = LoggerFactory.getLogger(Writers.class);
  private static final int MAX_QUEUE = 100_000;
  private static final int TRIES = 3;

  private final Committer.Connecting connecting;
  private final BlockingPool threads;

  Writers(int count, Committer.Connecting connecting) {
    this.connecting = connecting;
    threads = new BlockingPool("headroom-writer", count, MAX_QUEUE);
  }

  /** Whether the change was taken; if not, the store is closed or has too much to do. */
  boolean offer(PendingChange<?> change) {
    return threads.offer(() -> run(change));
  }

  /** Finishes what waits. Blocks until then. */
  void end() throws InterruptedException {
    threads.end();
  }

  private void run(PendingChange<?> change) {
    int left = TRIES;
    while (left > 0) {
      left = attempt(change) ? 0 : left - 1;
    }
    change.tellCommitted();
    Completions completions = new Completions();
    change.complete(completions);
    completions.run();
  }

  /** Whether it ended, well or not; if not it has had no effect and may be tried again. */
  private boolean attempt(PendingChange<?> change) {
    change.begin();
    try (JdbcSession session = connecting.open()) {
      session.begin();
      try {
        change.apply(session);
      } catch (Throwable e) {
        change.fail(e);
        rollBack(session);
        return !PostgresFailures.passes(e);
      }
      session.commit();
    } catch (Throwable e) {
      // Of a commit that failed nobody knows whether it did.
      change.fail(e);
    }
    return true;
  }

  private static void rollBack(JdbcSession session) {
    try {
      session.rollback();
    } catch (SQLException e) {
      LOG.debug("A writing connection is given up: {}", e.toString());
    }
  }
}
