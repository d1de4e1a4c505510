package dev.headroom.store;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reading connections with a thread each, apart from the writing one. */
final class Readers {

  private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
  private static final int MAX_QUEUE = 10_000;

  /** A connection of a pool may be lost before anybody knows. */
  private static final int TRIES = 2;

  private final Committer.Connecting connecting;
  private final boolean pooled;
  private final BlockingQueue<Reader> free;
  private final BlockingPool threads;

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
    this(sessions.stream().map(Reader::new).toList(), connecting, false);
  }

  /** So many threads that take a connection out of a pool for each query. */
  static Readers pooled(int threads, Committer.Connecting connecting) {
    return new Readers(
        Stream.generate(() -> new Reader(null)).limit(threads).toList(), connecting, true);
  }

  private Readers(List<Reader> readers, Committer.Connecting connecting, boolean pooled) {
    this.connecting = connecting;
    this.pooled = pooled;
    free = new ArrayBlockingQueue<>(readers.size(), false, readers);
    threads = new BlockingPool("headroom-reader", readers.size(), MAX_QUEUE);
  }

  /** Whether the query was taken; if not, the store is closed or has too much to do. */
  boolean offer(PendingChange<?> query) {
    return threads.offer(() -> run(query));
  }

  /** Finishes what waits, then closes the connections. Blocks until then. */
  void end() throws InterruptedException {
    threads.end();
    free.forEach(Readers::close);
  }

  private void run(PendingChange<?> query) {
    // As many connections as threads: one is always free.
    Reader reader = free.remove();
    try {
      int left = pooled ? TRIES : 1;
      while (left > 0) {
        left = read(query, reader) ? 0 : left - 1;
      }
    } finally {
      free.add(reader);
    }
    Completions completions = new Completions();
    query.complete(completions);
    completions.run();
  }

  /** Whether it ended, well or not, and would do so again. */
  private boolean read(PendingChange<?> query, Reader reader) {
    query.begin();
    try {
      if (reader.session == null) {
        reader.session = connecting.open();
      }
      reader.session.begin();
      query.apply(reader.session);
      return true;
    } catch (Throwable e) {
      LOG.debug("A query failed: {}", e.toString());
      query.fail(e);
      return reader.session == null || !PostgresFailures.passes(e);
    } finally {
      end(reader);
    }
  }

  /** On some errors SQLite has ended the transaction itself; the connection is then given up. */
  private void end(Reader reader) {
    if (reader.session == null) {
      return;
    }
    try {
      reader.session.rollback();
    } catch (SQLException e) {
      LOG.debug("A reading connection is given up: {}", e.toString());
      close(reader);
    }
    if (pooled) {
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
