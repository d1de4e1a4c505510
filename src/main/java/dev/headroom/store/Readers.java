package dev.headroom.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reading connections with a thread each, apart from the writing one. */
final class Readers {

  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
  private static final int MAX_QUEUE = 10_000;

  private final Committer.Connecting connecting;
  private final BlockingQueue<Reader> free;
  private final ThreadPoolExecutor threads;

  /** A connection, or null when a new one must be opened first. */
  private static final class Reader {
    private JdbcSession session;

    Reader(JdbcSession session) {
      this.session = session;
    }
  }

  /**
   * A thread for each of the connections.
   *
   * @param connecting opens another when one is lost
   */
  Readers(List<JdbcSession> sessions, Committer.Connecting connecting) {
    this.connecting = connecting;
    free =
        new ArrayBlockingQueue<>(
            sessions.size(), false, sessions.stream().map(Reader::new).toList());
    AtomicInteger number = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            sessions.size(),
            sessions.size(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUE),
            task -> {
              Thread thread = new Thread(task, "headroom-reader-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Whether the query was taken; if not, the store is closed or has too much to do. */
  boolean offer(Work<?> query) {
    try {
      threads.execute(() -> run(query));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Finishes what waits, then closes the connections. Blocks until then. */
  void end() throws InterruptedException {
    threads.shutdown();
    threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    free.forEach(Readers::close);
  }

  private void run(Work<?> query) {
    // As many connections as threads: one is always free.
    Reader reader = free.remove();
    try {
      read(query, reader);
    } finally {
      free.add(reader);
    }
    Completions completions = new Completions();
    query.complete(completions);
    completions.run();
  }

  private void read(Work<?> query, Reader reader) {
    try {
      if (reader.session == null) {
        reader.session = connecting.open();
      }
      reader.session.begin();
      query.apply(reader.session);
    } catch (Throwable e) {
      LOG.debug("A query failed: {}", e.toString());
      query.fail(e);
    } finally {
      end(reader);
    }
  }

  /** On some errors SQLite has ended the transaction itself; the connection is then given up. */
  private static void end(Reader reader) {
    if (reader.session == null) {
      return;
    }
    try {
      reader.session.rollback();
    } catch (SQLException e) {
      LOG.debug("A reading connection is given up: {}", e.toString());
      close(reader);
    }
  }

  private static void close(Reader reader) {
    if (reader.session != null) {
      reader.session.close();
      reader.session = null;
    }
  }
}
