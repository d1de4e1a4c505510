package dev.headroom.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes whatever waits, commits it together. While one commit syncs,
 * the next batch gathers, so the batch grows with the load by itself.
 */
final class Committer implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final int MAX_BATCH = 2_000;
  private static final int MAX_QUEUE = 200_000;

  /** A commit of many changes begins about so long after the first of them. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Comparator<PendingChange<?>> BY_ROW =
      Comparator.comparing(PendingChange::row);
  private static final PendingChange<?> END = new PendingChange<>("", null, null, null, null);

  private final BlockingQueue<PendingChange<?>> queue = new LinkedBlockingQueue<>(MAX_QUEUE);
  private final Completions completions = new Completions();
  private final Connecting connecting;
  private final boolean pooled;
  private final Thread thread;
  private JdbcSession session;
  private volatile boolean ended;

  /** A full disk fails thousands of changes a second: one line a second tells of them. */
  private long quietUntil = System.nanoTime();

  private long failedChanges;

  /** Opens a connection. */
  @FunctionalInterface
  interface Connecting {
    JdbcSession open() throws SQLException;
  }

  /** Keeps that connection; opens another one only when it is lost. */
  Committer(JdbcSession session, Connecting connecting) {
    this(session, connecting, false);
  }

  /**
   * Takes a connection out of a pool for each batch. Others write the same rows: the changes of a
   * batch are carried out in the order of their rows. The way to the database may be long, and each
   * change goes there: whoever is first does not wait for all the others.
   */
  static Committer pooled(Connecting connecting) {
    return new Committer(null, connecting, true);
  }

  private Committer(JdbcSession session, Connecting connecting, boolean pooled) {
    this.session = session;
    this.connecting = connecting;
    this.pooled = pooled;
    thread = new Thread(this, "headroom-committer");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Whether the change was taken; if not, the store is closed or has too much to do. */
  boolean offer(PendingChange<?> change) {
    if (ended || !queue.offer(change)) {
      return false;
    }
    // Ended in between: nobody takes it any more, unless the last sweep already did.
    return !ended || !queue.remove(change);
  }

  /** Finishes what waits, then closes the connection. Blocks until then. */
  void end() throws InterruptedException {
    queue.put(END);
    thread.join();
  }

  @Override
  public void run() {
    List<PendingChange<?>> batch = new ArrayList<>(MAX_BATCH);
    boolean more = true;
    while (more) {
      try {
        batch.add(queue.take());
        queue.drainTo(batch, MAX_BATCH - 1);
        more = !batch.remove(END);
        finish(batch);
      } catch (InterruptedException e) {
        more = false;
      }
      batch.clear();
    }
    ended = true;
    queue.drainTo(batch);
    batch.remove(END);
    finish(batch);
    if (session != null) {
      session.close();
    }
  }

  private void finish(List<PendingChange<?>> batch) {
    if (batch.isEmpty()) {
      return;
    }
    if (pooled) {
      batch.sort(BY_ROW);
    }
    List<PendingChange<?>> left = batch;
    while (!left.isEmpty()) {
      left = left.subList(finishSome(left), left.size());
    }
  }

  /** How many were finished, from the first on. */
  private int finishSome(List<PendingChange<?>> all) {
    List<PendingChange<?>> batch = all;
    try {
      batch = all.subList(0, commit(all));
    } catch (Throwable e) {
      // Nobody knows what of it is durable: all who took part are told that it failed.
      failedChanges += batch.size();
      if (System.nanoTime() - quietUntil >= 0) {
        LOG.error("Commits failed, changes={}: {}", failedChanges, e.toString());
        quietUntil = System.nanoTime() + QUIET_NANOS;
        failedChanges = 0;
      }
      batch.forEach(change -> change.fail(e));
      reset();
    }
    if (pooled) {
      reset();
    }
    batch.forEach(PendingChange::tellCommitted);
    batch.forEach(change -> change.complete(completions));
    completions.run();
    return batch.size();
  }

  /** How many were committed, from the first on. */
  private int commit(List<PendingChange<?>> batch) throws SQLException {
    begin();
    int count = applyTogether(batch);
    if (count == 0) {
      undo();
      begin();
      count = apply(batch, change -> change.applyIsolated(session));
    }
    session.commit();
    return count;
  }

  private void begin() throws SQLException {
    if (session == null) {
      session = connecting.open();
    }
    session.begin();
  }

  /** On some errors SQLite has rolled back itself; the connection is then given up. */
  private void undo() {
    try {
      session.rollback();
    } catch (SQLException e) {
      reset();
    }
  }

  /** How many were carried out; 0 if one of them failed. */
  private int applyTogether(List<PendingChange<?>> batch) {
    try {
      return apply(batch, change -> change.apply(session));
    } catch (Throwable e) {
      return 0;
    }
  }

  private interface Applying {
    void to(PendingChange<?> change) throws SQLException;
  }

  private int apply(List<PendingChange<?>> batch, Applying applying) throws SQLException {
    long began = System.nanoTime();
    int count = 0;
    for (PendingChange<?> change : batch) {
      applying.to(change);
      count++;
      if (pooled && System.nanoTime() - began > MOST_NANOS) {
        break;
      }
    }
    return count;
  }

  /** After a failed commit the connection may stand inside a transaction: a new one does not. */
  private void reset() {
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
