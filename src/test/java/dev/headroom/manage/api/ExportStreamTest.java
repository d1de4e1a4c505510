package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The removals of an old ledger")
class ExportStreamTest {

  private static final int CALLS = 25_000;

  @TempDir private Path folder;

  @Test
  @DisplayName("are read to their end on an event loop, however many delete calls there were")
  void many() throws Exception {
    Vertx vertx = Vertx.vertx();
    TestStore db = new TestStore(vertx, folder, Clock.systemUTC());
    try {
      db.write(
          session -> {
            session.update(
                "INSERT INTO runs (id, sdk_app_id, group_id, topic_id, type, cause, mode, policy,"
                    + " planned, removed_count, batches, started_at, times, revision, published)"
                    + " VALUES ('r', 1, 'g', '', 'Public', 'callback', 'enforce', 'p',"
                    + " 0, 0, 0, 0, 1, 0, 0)");
            return session.update(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
                    + " INSERT INTO batches (run, number, sdk_app_id, group_id, intended_at, taken)"
                    + " SELECT 'r', i, 1, 'g', i, 0 FROM n",
                CALLS);
          });
      AtomicInteger steps = new AtomicInteger();
      Promise<Void> end = Promise.promise();
      vertx.runOnContext(
          go ->
              ExportStream.each(
                      db.store(),
                      Instant.EPOCH,
                      Instant.now(),
                      rows -> {
                        steps.incrementAndGet();
                        return Future.succeededFuture();
                      })
                  .onComplete(end::handle));
      end.future().await(30, TimeUnit.SECONDS);
      assertThat(steps).hasValueGreaterThan(1_000);
    } finally {
      db.close();
      vertx.close().await(10, TimeUnit.SECONDS);
    }
  }
}
