package dev.headroom.store;

import dev.headroom.config.PostgresUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * The database of jobs and ledger. Never blocks the caller; futures complete on the caller's
 * context. They fail with {@link StoreException} when the database is to blame and the same may
 * work later, else with what the change has thrown.
 */
public interface Store {

  /**
   * Opens the database that a URL names, creating or updating its tables. Blocks: not for an event
   * loop.
   *
   * @param url {@code jdbc:sqlite:PATH} or {@code jdbc:postgresql://…}
   * @param clock the clock of a database that has none
   * @throws StoreException with cause and remedy when it cannot be used
   */
  static Store open(Vertx vertx, String url, Clock clock) {
    return url.startsWith(PostgresUrl.PREFIX)
        ? PostgresStore.open(vertx, url, Dialect.postgres())
        : SqliteStore.open(vertx, url, clock);
  }

  /**
   * Commits the change together with all others that wait: one sync for the whole group. A change
   * that fails does not harm the rest of its group.
   *
   * @return completes when the change is durable
   */
  default <T> Future<T> write(Change<T> change) {
    return write(change, result -> {});
  }

  /**
   * The same.
   *
   * @param committed runs on the committing thread right after the commit, in the order of the
   *     commits and before any future completes: what memory knows of the database changes here
   */
  <T> Future<T> write(Change<T> change, Consumer<T> committed);

  /**
   * The same for a change that touches one row and locks nothing else. Where several nodes write,
   * only such changes share a transaction, in the order of their rows, so that no two nodes wait
   * for each other; any other change then has a transaction of its own.
   *
   * @param row names the row, the same on every node
   */
  default <T> Future<T> write(String row, Change<T> change, Consumer<T> committed) {
    return write(change, committed);
  }

  /** Whether other processes write to this database too. */
  default boolean isShared() {
    return false;
  }

  /** Reads outside of any write, from what was last committed. Must be short: under 1 s. */
  <T> Future<T> read(Change<T> query);

  /** Finishes what waits, then closes. */
  Future<Void> close();
}
