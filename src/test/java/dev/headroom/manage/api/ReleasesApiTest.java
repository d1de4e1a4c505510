package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.Settings;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.RunEnds;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.store.Change;
import dev.headroom.store.Database;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import dev.headroom.system.NodeInProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
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
class ReleasesApiTest {

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
    NodeInProcess.result(vertx.close());
  }

  private static ReleasesApi releases(Store store) throws Exception {
    return AllResources.releases(store, AllResources.serving(1400000001L));
  }

  private static JobsApi jobs(Store store) throws Exception {
    Settings settings = AllResources.serving(1400000001L);
    ServedApps apps = new ServedApps(settings);
    return new JobsApi(
        store,
        apps,
        AllResources.coming(settings, apps),
        app -> Optional.empty(),
        Clock.systemUTC());
  }

  @Test
  @DisplayName("that is refused does not make others of the same commit be carried out again")
  void refused() throws Exception {
    open(Database.SQLITE);
    ReleasesApi releases = releases(db.store());
    CompletableFuture<Boolean> gathered = new CompletableFuture<>();
    AtomicInteger times = new AtomicInteger();
    Future<Boolean> first = db.store().write(session -> gathered.join());
    Future<Integer> other = db.store().write(session -> times.incrementAndGet());
    Future<JsonObject> release = releases.release("none", null, Actor.LOCAL);
    Future<JsonObject> redrive = jobs(db.store()).redrive(GROUP, Actor.LOCAL);
    gathered.complete(true);

    TestStore.done(Future.join(List.of(first, other, release, redrive)).otherwiseEmpty());
    assertThat(List.of(release.cause(), redrive.cause())).allMatch(Refusal.class::isInstance);
    assertThat(times).hasValue(1);
  }

  @Test
  @DisplayName("to release a run is taken again when the release has removed nobody, but not else")
  void releasedForNothing() throws Exception {
    open(Database.SQLITE);
    ReleasesApi releases = releases(db.store());
    db.write(session -> ended(session, BRAKED, Outcome.BRAKED, 0));
    String first = id(TestStore.done(releases.release(BRAKED, null, Actor.LOCAL)));
    assertThat(refusal(releases)).contains("has been released");

    db.write(session -> answered(session, first) + ended(session, first, Outcome.DAILY_LIMIT, 0));
    String second = id(TestStore.done(releases.release(BRAKED, null, Actor.LOCAL)));
    db.write(session -> answered(session, second) + ended(session, second, Outcome.PRUNED, 1));
    assertThat(refusal(releases)).contains("has been released");
  }

  private static String refusal(ReleasesApi releases) {
    Future<JsonObject> release = releases.release(BRAKED, null, Actor.LOCAL);
    TestStore.done(release.otherwiseEmpty());
    return release.cause().getMessage();
  }

  private static String id(JsonObject answer) {
    return answer.getString("id");
  }

  private static int answered(Session session, String run) throws SQLException {
    return session.update("UPDATE requests SET done = 1 WHERE run = ?", run);
  }

  private static int ended(Session session, String id, Outcome outcome, int removed)
      throws SQLException {
    Instant now = Instant.now();
    Run run = new Run(id, GROUP, "Public", Cause.OPERATOR, Mode.ENFORCE, "p", 3, 9, 9, now);
    if (removed > 0) {
      Removal gone = new Removal("a", now, now, Reason.INACTIVE, "evidence");
      int batch = Ledger.intend(session, run, List.of(gone));
      Ledger.settle(session, id, batch, Map.of("a", Fate.REMOVED));
    }
    RunEnds.finish(session, new RunEnd(run, outcome, 9, List.of(), Map.of(), "", now));
    return 1;
  }

  @Test
  @DisplayName("to release a run is refused when another one on its way has released it")
  void releasedTwice() throws Exception {
    open(Database.POSTGRESQL);
    db.write(session -> ended(session, BRAKED, Outcome.BRAKED, 0));
    SlowStore slow = new SlowStore(db.store());
    Future<JsonObject> first = releases(slow).release(BRAKED, null, Actor.LOCAL);
    slow.written.join();
    Future<JsonObject> second = releases(db.store()).release(BRAKED, null, Actor.LOCAL);

    TestStore.done(Future.join(first, second).otherwiseEmpty());
    assertThat(second.cause())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("has been released");
    Optional<Request> release = db.write(session -> RequestTable.releaseOf(session, BRAKED));
    assertThat(release.map(Request::run)).contains(id(first.result()));
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
