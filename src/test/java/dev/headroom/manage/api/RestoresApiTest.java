package dev.headroom.manage.api;

import static dev.headroom.store.TestStore.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.Settings;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Announcer;
import dev.headroom.jobs.Jobs;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Scope;
import dev.headroom.restore.RestoreJobs;
import dev.headroom.store.Change;
import dev.headroom.store.Database;
import dev.headroom.store.Distance;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import dev.headroom.system.NodeInProcess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A restore")
class RestoresApiTest {

  private static final long APP = 1400000001L;
  private static final int GROUPS = 3_000;

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private TestStore db;
  private Settings settings;

  @BeforeEach
  void read() throws Exception {
    settings = AllResources.serving(APP);
  }

  @AfterEach
  void close() throws Exception {
    db.close();
    NodeInProcess.result(vertx.close());
  }

  private RestoresApi restores(Store store) {
    return new RestoresApi(store, new ServedApps(settings), new RestoreJobs(vertx, store));
  }

  /** One removal in each of so many groups that rest. */
  private void removals(int groups) {
    String key = "1400000001, 'g' || i, ";
    insert(
        groups,
        "runs (id, sdk_app_id, group_id, topic_id, type, cause, mode, policy, planned, outcome,"
            + " removed_count, batches, started_at, times, last_at, revision, published)",
        "'r' || i, "
            + key
            + "'', 'Public', 'callback', 'enforce', 'p', 1, 'pruned', 1, 1, NOW, 1,"
            + " NOW, 1, 1");
    insert(
        groups,
        "batches (run, number, sdk_app_id, group_id, intended_at, settled_at, taken)",
        "'r' || i, 1, " + key + "NOW, NOW, 1");
    insert(
        groups,
        "removals (run, batch, account, place, join_time, last_activity, reason, evidence, fate)",
        "'r' || i, 1, 'u', 1, 0, 0, 'inactive', '', 'removed'");
    insert(
        groups,
        "jobs (id, sdk_app_id, group_id, topic_id, state, due_at, seq, attempts, cause, rest_level,"
            + " rested, first_at, last_at, callbacks)",
        "1000000 + i, " + key + "'', 'resting', NOW + 3600000, 1, 0, 'callback', 0, 1, 0, 0, 1");
  }

  private void insert(int rows, String into, String values) {
    String numbers =
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows + ")";
    String now = Long.toString(System.currentTimeMillis());
    String sql =
        "INSERT INTO " + into + numbers + " SELECT " + values.replace("NOW", now) + " FROM n";
    db.write(session -> session.update(sql));
  }

  private Future<String> restoreAll(Store store) {
    Instant now = Instant.now();
    return restores(store)
        .ofSpan(
            now.minusSeconds(600), now.plusSeconds(600), new Scope(APP, null), null, Actor.LOCAL);
  }

  private int knowing() {
    return db.write(
            session ->
                session.first(
                    "SELECT COUNT(*) FROM jobs WHERE restores = 1 AND state = 'waiting'",
                    row -> row.getInt(1)))
        .orElseThrow();
  }

  @Test
  @DisplayName("over thousands of groups of a database that is far away keeps no callback waiting")
  void callbacksMeanwhile() throws Exception {
    String url = Database.POSTGRESQL.url(folder);
    db = new TestStore(vertx, url, Clock.systemUTC());
    removals(GROUPS);
    try (Distance distance = Distance.to(url, 2)) {
      Store far = Store.open(vertx, distance.url(url), Clock.systemUTC());
      Jobs jobs = new Jobs(vertx, far, settings.jobs(), new Announcer(vertx, "n"));
      done(jobs.start());
      List<Future<Void>> callbacks = new ArrayList<>();
      AtomicLong longest = new AtomicLong();
      Future<String> restore = restoreAll(far);
      for (int i = 0; i < 100 || !restore.isComplete(); i++) {
        long asked = System.nanoTime();
        GroupKey key = GroupKey.of(APP, "g" + (1 + i * 29 % GROUPS));
        callbacks.add(
            jobs.accept(new GroupFull(key, Instant.now(), null, null, null))
                .onSuccess(
                    taken -> longest.accumulateAndGet(System.nanoTime() - asked, Math::max)));
        TimeUnit.MILLISECONDS.sleep(5);
      }
      done(restore);
      done(Future.join(callbacks).otherwiseEmpty());

      assertThat(callbacks).allMatch(Future::succeeded);
      assertThat(Duration.ofNanos(longest.get())).isLessThan(settings.jobs().ackDeadline());
      assertThat(knowing()).isEqualTo(GROUPS);
      jobs.stop();
      done(far.close());
    }
  }

  @ParameterizedTest
  @EnumSource(Database.class)
  @DisplayName("that a crash has cut short is shown as waiting, and completed by the next start")
  void cutShort(Database database) {
    db = new TestStore(vertx, database.url(folder), Clock.systemUTC());
    removals(350);
    DyingStore dying = new DyingStore(db.store(), 3);
    String id = done(restoreAll(dying));
    assertThat(knowing()).isEqualTo(200);
    JsonObject shown = done(restores(db.store()).find(id)).orElseThrow();
    assertThat(shown.getString("state")).isEqualTo("waiting");
    assertThat(shown.getJsonObject("counts")).isEqualTo(new JsonObject().put("waiting", 350));

    RestoreJobs next = new RestoreJobs(vertx, db.store());
    next.start();
    await().until(() -> knowing() == 350);
    next.stop();
  }

  /** Takes so many changes, and no more. */
  private static final class DyingStore implements Store {

    private final Store store;
    private final AtomicInteger left;

    DyingStore(Store store, int changes) {
      this.store = store;
      this.left = new AtomicInteger(changes);
    }

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return left.decrementAndGet() < 0
          ? Future.failedFuture("the process died")
          : store.write(change, committed);
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
