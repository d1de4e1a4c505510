package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on a PostgreSQL server that several nodes share. One thread commits changes of single
 * rows together, a few others carry out whatever touches more, each in a transaction of its own.
 * May be called from any thread.
 */
final class PostgresStore implements Store {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresStore.class);

  private final Vertx vertx;
  private final PostgresDatabase database;
  private final Committer committer;
  private final Writers writers;
  private final Readers readers;
  private Future<Void> closing;

  private PostgresStore(Vertx vertx, PostgresDatabase database, Dialect dialect) {
    this.vertx = vertx;
    this.database = database;
    Committer.Connecting writing = () -> new JdbcSession(database.writing(), dialect);
    committer = Committer.pooled(writing);
    writers = new Writers(PostgresDatabase.WRITERS, writing);
    readers =
        Readers.pooled(
            PostgresDatabase.READERS, () -> new JdbcSession(database.reading(), dialect));
  }

  /** See {@link Store#open}. */
  static PostgresStore open(Vertx vertx, String url, Dialect dialect) {
    Objects.requireNonNull(vertx, "vertx");
    PostgresStore store = new PostgresStore(vertx, PostgresDatabase.open(url), dialect);
    store.committer.start();
    return store;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
    ContextInternal context = context();
    Promise<T> promise = context.promise();
    return writers.offer(new Work<>(change, committed, context, promise))
        ? promise.future()
        : context.failedFuture(refusal());
  }

  @Override
  public <T> Future<T> write(String row, Change<T> change, Consumer<T> committed) {
    ContextInternal context = context();
    Promise<T> promise = context.promise();
    return committer.offer(new Work<>(row, change, committed, context, promise))
        ? promise.future()
        : context.failedFuture(refusal());
  }

  @Override
  public <T> Future<T> read(Change<T> query) {
    ContextInternal context = context();
    Promise<T> promise = context.promise();
    return readers.offer(new Work<>(query, result -> {}, context, promise))
        ? promise.future()
        : context.failedFuture(refusal());
  }

  @Override
  public synchronized Future<Void> close() {
    if (closing == null) {
      Promise<Void> promise = context().promise();
      closing = promise.future();
      new Thread(() -> end(promise), "headroom-store-closing").start();
    }
    return closing;
  }

  private void end(Promise<Void> promise) {
    try {
      committer.end();
      writers.end();
      readers.end();
      database.close();
      promise.complete();
    } catch (InterruptedException e) {
      LOG.warn("The store was interrupted while it closed");
      promise.fail(e);
    }
  }

  private ContextInternal context() {
    return (ContextInternal) vertx.getOrCreateContext();
  }

  private synchronized StoreException refusal() {
    return closing == null
        ? new StoreException("the store has more waiting than it can hold", "try again later", null)
        : new StoreException("the store is closed", "start Headroom again", null);
  }
}
