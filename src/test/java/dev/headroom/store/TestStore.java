package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real store, for tests outside of this package; waits for what it is asked. */
public final class TestStore {

  private final Store store;

  /** SQLite in that folder. */
  public TestStore(Vertx vertx, Path folder, Clock clock) {
    this(vertx, Database.SQLITE.url(folder), clock);
  }

  /** The database of that URL, whose clock is driven by the test. */
  public TestStore(Vertx vertx, String url, Clock clock) {
    store =
        url.startsWith("jdbc:sqlite:")
            ? SqliteStore.open(vertx, url, clock)
            : PostgresStore.open(vertx, url, driven(clock));
  }

  private static Dialect driven(Clock clock) {
    return new Dialect.Postgres() {
      @Override
      public long now(Connection connection) {
        return clock.millis();
      }

      @Override
      public boolean isFar() {
        return false;
      }
    };
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
      return future.await(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not done within 60 s", e);
    }
  }
}
