package dev.headroom.store;

import io.vertx.core.Promise;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A change on its way through the store, and who waits for it. */
final class PendingChange<T> {

  private static final Logger LOG = LoggerFactory.getLogger(PendingChange.class);

  private final String row;
  private final Change<T> change;
  private final Consumer<T> committed;
  private final CallerContext context;
  private final Promise<T> promise;
  private T result;
  private Throwable failure;

  PendingChange(
      String row,
      Change<T> change,
      Consumer<T> committed,
      CallerContext context,
      Promise<T> promise) {
    this.row = row;
    this.change = change;
    this.committed = committed;
    this.context = context;
    this.promise = promise;
  }

  /** The one row that the change touches, or an empty text. */
  String row() {
    return row;
  }

  /** Runs the change with all others: what it throws is the caller's to undo. */
  void apply(Session session) throws SQLException {
    result = change.apply(session);
  }

  /**
   * Runs the change so that a failure of its own harms nobody else.
   *
   * @throws SQLException when the transaction as a whole is lost, as it is on a full disk
   */
  void applyIsolated(JdbcSession session) throws SQLException {
    Savepoint before = session.mark();
    try {
      result = change.apply(session);
    } catch (Throwable e) {
      failure = e;
      undo(session, before);
    }
    session.release(before);
  }

  /** Forgets how an earlier try has failed. */
  void begin() {
    failure = null;
  }

  void fail(Throwable cause) {
    failure = cause;
  }

  /** Lets memory follow the database. */
  void tellCommitted() {
    if (failure != null) {
      return;
    }
    try {
      committed.accept(result);
    } catch (RuntimeException e) {
      LOG.error("A commit could not be followed in memory", e);
    }
  }

  /** Completes the future on its own context; see {@link StoreException#of}. */
  void complete(Completions completions) {
    completions.add(
        context,
        () -> {
          if (failure == null) {
            promise.complete(result);
          } else {
            promise.fail(StoreException.of(failure));
          }
        });
  }

  private void undo(JdbcSession session, Savepoint before) throws SQLException {
    try {
      session.backTo(before);
    } catch (SQLException e) {
      throw new SQLException("the transaction was lost: " + failure.getMessage(), failure);
    }
  }
}
