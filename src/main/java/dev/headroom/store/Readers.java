package dev.headroom.store;

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

  private final BlockingQueue<JdbcSession> free;
  private final ThreadPoolExecutor threads;

  Readers(List<JdbcSession> sessions) {
    free = new ArrayBlockingQueue<>(sessions.size(), false, sessions);
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
    free.forEach(JdbcSession::close);
  }

  private void run(Work<?> query) {
    // As many connections as threads: one is always free.
    JdbcSession session = free.remove();
    try {
      read(query, session);
    } finally {
      free.add(session);
    }
    Completions completions = new Completions();
    query.complete(completions);
    completions.run();
  }

  private static void read(Work<?> query, JdbcSession session) {
    try {
      session.begin();
      try {
        query.apply(session);
      } finally {
        session.rollback();
      }
    } catch (Throwable e) {
      LOG.debug("A query failed: {}", e.toString());
      query.fail(e);
    }
  }
}
