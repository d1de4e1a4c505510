package dev.headroom.store;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Counts the writes of a store, and lets them fail on demand. */
public final class WatchedStore implements Store {

  private final Store store;
  private final AtomicInteger writes = new AtomicInteger();
  private volatile boolean failing;

  public WatchedStore(Store store) {
    this.store = store;
  }

  public int writes() {
    return writes.get();
  }

  /** From now on changes fail, or do so no more. */
  public void fail(boolean failing) {
    this.failing = failing;
  }

  @Override
  public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
    writes.incrementAndGet();
    return store.write(watched(change), committed);
  }

  @Override
  public <T> Future<T> write(String row, Change<T> change, Consumer<T> committed) {
    writes.incrementAndGet();
    return store.write(row, watched(change), committed);
  }

  @Override
  public boolean isShared() {
    return store.isShared();
  }

  private <T> Change<T> watched(Change<T> change) {
    return session -> {
      T result = change.apply(session);
      if (failing) {
        throw new IllegalStateException("no space");
      }
      return result;
    };
  }

  @Override
  public <T> Future<T> read(Change<T> query) {
    return store.read(query);
  }

  @Override
  public Future<Void> close() {
    return store.close();
  }
}
