package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Run;
import dev.headroom.event.RunEnd;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.ledger.Ledger;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.store.Change;
import dev.headroom.store.Database;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A request of an operator")
class StoredRequestsTest {

  private static final GroupKey GROUP = GroupKey.of(1400000001L, "g");
  private static final String BRAKED = "braked";

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestStore db;

  private void open(Database database) {
    db = new TestStore(vertx, database.url(folder), Clock.systemUTC());
  }

  @AfterEach
  void close() throws Exception {
    db.close();
    Node.result(vertx.close());
  }

  private static StoredRequests requests(Store store) throws Exception {
    Settings settings =
        SettingsLoader.parse(
            """
            apps:
              - { sdkAppId: 1400000001, secretKey: k, identifier: a, api: "https://console.tim.qq.com",
                  callbackTokens: [], allowUnsigned: true }
            """,
            "test",
            Map.of());
    return new StoredRequests(store, new ServedApps(settings));
  }

  @Test
  @DisplayName("that is refused does not make others of the same commit be carried out again")
  void refused() throws Exception {
    open(Database.SQLITE);
    StoredRequests requests = requests(db.store());
    CompletableFuture<Boolean> gathered = new CompletableFuture<>();
    AtomicInteger times = new AtomicInteger();
    Future<Boolean> first = db.store().write(session -> gathered.join());
    Future<Integer> other = db.store().write(session -> times.incrementAndGet());
    Future<String> release = requests.release("none", null, Actor.LOCAL);
    Future<Void> redrive = requests.redrive(GROUP, Actor.LOCAL);
    gathered.complete(true);

    TestStore.done(Future.join(List.of(first, other, release, redrive)).otherwiseEmpty());
    assertThat(List.of(release.cause(), redrive.cause())).allMatch(Refusal.class::isInstance);
    assertThat(times).hasValue(1);
  }

  @Test
  @DisplayName("to release a run is refused when another one on its way has released it")
  void releasedTwice() throws Exception {
    open(Database.POSTGRESQL);
    db.write(
        session -> {
          Instant now = Instant.now();
          Run run =
              new Run(BRAKED, GROUP, "Public", Cause.CALLBACK, Mode.ENFORCE, "p", 3, 9, 9, now);
          return Ledger.finish(
              session, new RunEnd(run, Outcome.BRAKED, 9, List.of(), Map.of(), "", now));
        });
    SlowStore slow = new SlowStore(db.store());
    Future<String> first = requests(slow).release(BRAKED, null, Actor.LOCAL);
    slow.written.join();
    Future<String> second = requests(db.store()).release(BRAKED, null, Actor.LOCAL);

    TestStore.done(Future.join(first, second).otherwiseEmpty());
    assertThat(second.cause())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("has been released");
    Optional<Request> release = db.write(session -> RequestTable.releaseOf(session, BRAKED));
    assertThat(release.map(Request::run)).contains(first.result());
  }

  /** Commits a change only when another transaction waits for it. */
  private static final class SlowStore implements Store {

    private final Store store;
    private final CompletableFuture<Void> written = new CompletableFuture<>();

    SlowStore(Store store) {
      this.store = store;
    }

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return store.write(
          session -> {
            T result = change.apply(session);
            written.complete(null);
            await().pollInterval(Duration.ofMillis(10)).until(() -> blocksAnother(session));
            return result;
          },
          committed);
    }

    private static boolean blocksAnother(Session session) throws SQLException {
      return !session
          .query(
              "SELECT 1 FROM pg_locks WHERE NOT granted"
                  + " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))",
              row -> true)
          .isEmpty();
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
}
