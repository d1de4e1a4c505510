package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real store in a folder, for tests outside of this package; waits for what it is asked. */
public final class TestStore {

  private final SqliteStore store;

  public TestStore(Vertx vertx, Path folder, Clock clock) {
    store = SqliteStore.open(vertx, "jdbc:sqlite:" + folder.resolve("headroom.db"), clock);
  }

  public Store store() {
    return store;
  }

  public <T> T write(Change<T> change) {
    return done(store.write(change));
  }

  public void close() {
    done(store.close());
  }

  public static <T> T done(Future<T> future) {
    try {
      return future.await(10, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not done within 10 s", e);
    }
  }
}
