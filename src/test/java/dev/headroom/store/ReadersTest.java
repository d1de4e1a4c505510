package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadersTest {

  @TempDir private Path folder;

  @Test
  @DisplayName("A reader whose transaction the database gave up reads again with a new connection")
  void readsOnAfterALostTransaction() {
    Vertx vertx = Vertx.vertx();
    TestStore store = new TestStore(vertx, folder, Clock.systemUTC());
    // What SQLite does by itself on a read error [sqlite.org/lang_transaction.html].
    for (int i = 0; i < 2; i++) {
      TestStore.done(store.store().read(session -> session.update("ROLLBACK")).otherwise(0));
    }

    for (int i = 0; i < 4; i++) {
      Optional<Integer> one =
          TestStore.done(
              store.store().read(session -> session.first("SELECT 1", row -> row.getInt(1))));
      assertThat(one).contains(1);
    }
    store.close();
    vertx.close().await();
  }
}
