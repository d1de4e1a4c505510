package dev.headroom.store;

import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.Objects;

/** The store as runs and restores know it: when it does not work it is {@link Unavailable}. */
public record BookStore(Store store) {

  public BookStore {
    Objects.requireNonNull(store, "store");
  }

  public <T> Future<T> read(Change<T> query) {
    return store.read(query).recover(BookStore::failed);
  }

  public <T> Future<T> write(Change<T> change) {
    return store.write(change).recover(BookStore::failed);
  }

  private static <T> Future<T> failed(Throwable cause) {
    boolean mayPass =
        cause instanceof StoreException
            || cause instanceof SQLException error && SqlFailures.mayPass(error);
    return Future.failedFuture(mayPass ? new Unavailable(cause) : cause);
  }
}
