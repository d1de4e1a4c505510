package dev.headroom.store;

import io.vertx.core.Future;
import java.util.function.Consumer;

/** The database. Never blocks the caller; futures complete on the caller's context. */
public interface Store {

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

  /** Reads outside of any write, from what was last committed. Must be short: under 1 s. */
  <T> Future<T> read(Change<T> query);

  /** Finishes what waits, then closes. */
  Future<Void> close();
}
