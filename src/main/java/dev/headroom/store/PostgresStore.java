package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The store on a PostgreSQL server that several nodes share. One thread commits changes of single
 * rows together, a few others carry out whatever touches more, each in a transaction of its own.
 * May be called from any thread.
 */
final class PostgresStore implements Store {

  private final Handover handover;
  private final PostgresDatabase database;
  private final Committer committer;
  private final Writers writers;
  private final Readers readers;

  private PostgresStore(Vertx vertx, PostgresDatabase database, Dialect dialect) {
    this.handover = new Handover(vertx);
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
    return handover.hand("", change, committed, writers::offer);
  }

  @Override
  public <T> Future<T> write(String row, Change<T> change, Consumer<T> committed) {
    return handover.hand(row, change, committed, committer::offer);
  }

  @Override
  public <T> Future<T> read(Change<T> query) {
    return handover.hand("", query, result -> {}, readers::offer);
  }

  @Override
  public Future<Void> close() {
    return handover.close(
        () -> {
          committer.end();
          writers.end();
          readers.end();
          database.close();
        });
  }
}
