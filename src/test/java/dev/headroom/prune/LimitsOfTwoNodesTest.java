package dev.headroom.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Reason;
import dev.headroom.jobs.Claims;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.store.Postgres;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The limits of 24 hours")
class LimitsOfTwoNodesTest {

  private static final long APP = 1400000001L;
  private static final int LIMIT = 10;
  private static final long LEASE = 60_000;

  private final Vertx vertx = Vertx.vertx();
  private final List<Store> stores = new ArrayList<>();
  private final List<RunBook> books = new ArrayList<>();
  private final String url = Postgres.shared().newDatabase();
  private Settings settings;

  @BeforeEach
  void open() throws Exception {
    settings =
        SettingsLoader.parse(
            """
            apps:
              - { sdkAppId: 1400000001, identifier: admin, secretKey: key, callbackTokens: [token] }
            prune: { mode: enforce }
            """,
            "test.yaml",
            Map.of());
    for (int i = 0; i < 2; i++) {
      Store store = Store.open(vertx, url, Clock.systemUTC());
      stores.add(store);
      books.add(new StoredRunBook(store, settings::prune, () -> {}, Clock.systemUTC()));
    }
  }

  @AfterEach
  void close() {
    stores.forEach(store -> TestStore.done(store.close()));
    TestStore.done(vertx.close());
  }

  @Test
  @DisplayName("hold however many fences of both nodes ask at the same moment")
  void together() {
    List<Future<RunBook.Fence>> fences = new ArrayList<>();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      tasks.add(running("g" + i));
    }
    for (int i = 0; i < tasks.size(); i++) {
      fences.add(intend(books.get(i % 2), tasks.get(i)));
    }
    TestStore.done(Future.all(fences));

    long open =
        fences.stream().filter(fence -> fence.result() instanceof RunBook.Fence.Open).count();
    assertThat(open).isEqualTo(LIMIT);
    assertThat(
            TestStore.done(stores.get(1).read(s -> Ledger.taken(s, GroupKey.of(APP, "g0")))).app())
        .isEqualTo(LIMIT);
  }

  @Test
  @DisplayName("are asked for after a wait, and what was changed meanwhile counts: a pause")
  void pausedMeanwhile() {
    Task task = running("g");
    Future<RunBook.Fence> fence =
        whileOthersCount(
            () -> intend(books.get(0), task),
            () ->
                TestStore.done(
                    stores
                        .get(1)
                        .write(
                            s -> {
                              PauseTable.pause(
                                  s, new Pause(APP, "", "stop", null, "me", Instant.now()));
                              return null;
                            })));
    assertThat(TestStore.done(fence)).isEqualTo(new RunBook.Fence.Closed(RunBook.Refusal.PAUSED));
  }

  @Test
  @DisplayName("are asked for after a wait, and the lease may be too short by then")
  void leaseShortMeanwhile() {
    AtomicLong now = new AtomicLong(1_800_000_000_000L);
    Clock clock = ((InstantSource) () -> Instant.ofEpochMilli(now.get())).withZone(ZoneOffset.UTC);
    TestStore driven = new TestStore(vertx, url, clock);
    stores.add(driven.store());
    RunBook book = new StoredRunBook(driven.store(), settings::prune, () -> {}, clock);
    Task task = running(driven.store(), "g");
    Future<RunBook.Fence> fence =
        whileOthersCount(() -> intend(book, task), () -> now.addAndGet(LEASE - 4_999));
    assertThat(TestStore.done(fence)).isEqualTo(new RunBook.Fence.Closed(RunBook.Refusal.LEASE));
  }

  /** Asks while another fence of the app is being checked; that ends after what happens. */
  private Future<RunBook.Fence> whileOthersCount(
      Supplier<Future<RunBook.Fence>> ask, Runnable meanwhile) {
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Future<Boolean> other =
        stores
            .get(1)
            .write(
                s -> {
                  s.lock("limits of " + APP);
                  locked.countDown();
                  return ended(end);
                });
    assertThat(ended(locked)).isTrue();
    Future<RunBook.Fence> asked = ask.get();
    await().until(this::oneWaits);
    meanwhile.run();
    end.countDown();
    assertThat(TestStore.done(other)).isTrue();
    return asked;
  }

  private static boolean ended(CountDownLatch latch) {
    try {
      return latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean oneWaits() {
    return !TestStore.done(
            stores
                .get(1)
                .read(
                    s ->
                        s.query(
                            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                                + " AND database = (SELECT oid FROM pg_database"
                                + " WHERE datname = current_database())",
                            row -> true)))
        .isEmpty();
  }

  private Task running(String group) {
    return running(stores.get(0), group);
  }

  private static Task running(Store store, String group) {
    GroupKey key = GroupKey.of(APP, group);
    return TestStore.done(
            store.write(
                s -> {
                  long job = JobTable.accept(s, key, Cause.CALLBACK, 1).job();
                  return Claims.claim(s, key, job, LEASE, 600_000);
                }))
        .orElseThrow();
  }

  private static Future<RunBook.Fence> intend(RunBook book, Task task) {
    Instant now = Instant.now();
    Run run =
        new Run(
            task.run(),
            task.key(),
            "Public",
            Cause.CALLBACK,
            Mode.ENFORCE,
            "policy",
            1,
            20,
            20,
            now);
    List<Removal> one =
        List.of(
            new Removal(
                "m", now.minus(Duration.ofDays(400)), Instant.EPOCH, Reason.NEVER_SPOKE, "old"));
    return book.intend(
        task,
        run,
        one,
        new RunBook.Terms(Duration.ofSeconds(5), 500, new DayLimits(500, LIMIT), Duration.ZERO));
  }
}
