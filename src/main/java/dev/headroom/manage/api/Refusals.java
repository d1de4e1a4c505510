package dev.headroom.manage.api;

import dev.headroom.manage.Refusal;
import dev.headroom.store.Change;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.util.function.Function;

/** Changes and questions that only a look at the database can refuse. */
final class Refusals {

  private Refusals() {}

  /**
   * Commits the change, or fails with its refusal. That is no failure of the store: one would make
   * it carry out again whatever is committed together. So it undoes nothing, and a change has to
   * look first and write then.
   */
  static <T> Future<T> write(Store store, Change<T> change) {
    return store.write(refusable(change)).compose(Function.identity());
  }

  /** The same for what changes nothing. */
  static <T> Future<T> read(Store store, Change<T> query) {
    return store.read(refusable(query)).compose(Function.identity());
  }

  private static <T> Change<Future<T>> refusable(Change<T> change) {
    return session -> {
      try {
        return Future.succeededFuture(change.apply(session));
      } catch (Refusal refusal) {
        return Future.failedFuture(refusal);
      }
    };
  }

  static Refusal noSuchRun() {
    return new Refusal(404, "no-such-run", "there is no run of that id", "see /api/runs");
  }
}
