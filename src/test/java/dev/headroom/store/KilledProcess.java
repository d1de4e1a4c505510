package dev.headroom.store;

import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A process of its own that writes until it is killed, and prints what it was told is durable. */
final class KilledProcess {

  private static final int WRITERS = 16;

  private KilledProcess() {}

  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    SqliteStore store = SqliteStore.open(vertx, arguments[0], Clock.systemUTC());
    AtomicLong number = new AtomicLong();
    for (int i = 0; i < WRITERS; i++) {
      vertx.runOnContext(go -> write(store, number));
    }
  }

  private static void write(SqliteStore store, AtomicLong numbers) {
    long number = numbers.incrementAndGet();
    store
        .write(s -> s.update("INSERT INTO meta VALUES (?, '')", "k" + number))
        .onSuccess(
            rows -> {
              System.out.println(number);
              write(store, numbers);
            });
  }
}
