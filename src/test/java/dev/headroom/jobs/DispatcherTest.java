package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static dev.headroom.jobs.Fixtures.OTHER_APP;
import static dev.headroom.jobs.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.Settings;
import dev.headroom.event.Addresses;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Change;
import dev.headroom.store.Database;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class DispatcherTest {

  private static final GroupKey GROUP = GroupKey.of(APP, "@TGS#1");
  private static final Duration LEASE = Duration.ofSeconds(30);

  @Parameter Database database;
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final List<Task> tasks = new CopyOnWriteArrayList<>();
  private final Map<String, Message<JsonObject>> held = new ConcurrentHashMap<>();
  private TestStore db;
  private Jobs jobs;
  private Dispatcher dispatcher;

  @BeforeEach
  void open() {
    db = new TestStore(vertx, database.url(folder), clock);
    jobs = new Jobs(vertx, db.store(), Fixtures.jobs(), new Announcer(vertx, "node"));
  }

  @AfterEach
  void close() throws Exception {
    if (dispatcher != null) {
      TestStore.done(dispatcher.stop());
    }
    db.close();
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("A callback reaches a worker, with all it needs; its job then rests")
  void oneWay() {
    finishingWorker();
    dispatch(4, LEASE, APP);
    TestStore.done(jobs.accept(full(GROUP)));
    await().until(() -> job(GROUP).state() == JobState.RESTING);
    Task task = tasks.get(0);
    assertThat(task.key()).isEqualTo(GROUP);
    assertThat(task.cause()).isEqualTo(Cause.CALLBACK);
    assertThat(task.resumed()).isFalse();
    assertThat(task.deadlineAt()).isEqualTo(clock.millis() + 600_000);
    assertThat(tasks).hasSize(1);
  }

  @Test
  @DisplayName("Without any message on the bus, what stands in the table is found")
  void poll() {
    finishingWorker();
    dispatch(4, LEASE, APP);
    db.write(s -> JobTable.accept(s, GROUP, Cause.SWEEP, 1));
    await().until(() -> job(GROUP).state() == JobState.RESTING);
    assertThat(tasks.get(0).cause()).isEqualTo(Cause.SWEEP);
  }

  @Test
  @DisplayName("A foreign message makes a job with the cause bus and is not told again")
  void foreign() {
    AtomicInteger heard = new AtomicInteger();
    vertx.eventBus().localConsumer(Addresses.GROUP_FULL, message -> heard.incrementAndGet());
    finishingWorker();
    dispatch(4, LEASE, APP);
    vertx.eventBus().publish(Addresses.GROUP_FULL, GROUP.groupId());
    await().until(() -> tasks.size() == 1);
    assertThat(tasks.get(0).cause()).isEqualTo(Cause.BUS);
    assertThat(tasks.get(0).key()).isEqualTo(GROUP);
    await().until(() -> job(GROUP).state() == JobState.RESTING);
    assertThat(heard).hasValue(1);
  }

  @Test
  @DisplayName("Foreign messages that name no group of ours are dropped, and the next one is heard")
  void badForeign() {
    finishingWorker();
    dispatch(4, LEASE, APP, OTHER_APP);
    vertx.eventBus().publish(Addresses.GROUP_FULL, GROUP.groupId());
    vertx.eventBus().publish(Addresses.GROUP_FULL, 42, app("1400000001"));
    vertx.eventBus().publish(Addresses.GROUP_FULL, "not\nan id", app("1400000001"));
    vertx.eventBus().publish(Addresses.GROUP_FULL, GROUP.groupId(), app("4711"));
    vertx.eventBus().publish(Addresses.GROUP_FULL, GROUP.groupId(), app("mine"));
    vertx.eventBus().publish(Addresses.GROUP_FULL, "good", app("1400000002"));
    await().until(() -> tasks.size() == 1);
    assertThat(tasks.get(0).key()).isEqualTo(GroupKey.of(OTHER_APP, "good"));
    assertThat(db.write(JobQueries::counts).values().stream().mapToLong(n -> n).sum()).isEqualTo(1);
  }

  @Test
  @DisplayName("No more jobs run at once than prune.concurrency")
  void concurrency() {
    holdingWorker();
    dispatch(3, LEASE, APP);
    for (int i = 0; i < 10; i++) {
      TestStore.done(jobs.accept(full(GroupKey.of(APP, "g" + i))));
    }
    await().until(() -> tasks.size() == 3);
    release(tasks.get(0));
    await().until(() -> tasks.size() == 4);
    assertThat(db.write(JobQueries::counts)).containsEntry(JobState.RUNNING, 3L);
  }

  @Test
  @DisplayName("An app with many full groups leaves room for the others")
  void fair() {
    for (int i = 0; i < 50; i++) {
      GroupKey key = GroupKey.of(APP, "busy" + i);
      db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1));
    }
    holdingWorker();
    dispatch(4, LEASE, APP, OTHER_APP);
    await().until(() -> tasks.size() == 3);
    TestStore.done(jobs.accept(full(GroupKey.of(OTHER_APP, "quiet"))));
    await().until(() -> tasks.size() == 4);
    assertThat(tasks.get(3).key()).isEqualTo(GroupKey.of(OTHER_APP, "quiet"));
  }

  @Test
  @DisplayName(
      "An app whose runs take for ever leaves each of the others its part of half the places")
  void slowApp() {
    long third = 1400000003L;
    for (int i = 0; i < 50; i++) {
      GroupKey key = GroupKey.of(APP, "slow" + i);
      db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1));
    }
    holdingWorker();
    dispatch(24, LEASE, APP, OTHER_APP, third);
    await().until(() -> tasks.size() == 16);
    for (int i = 0; i < 4; i++) {
      TestStore.done(jobs.accept(full(GroupKey.of(OTHER_APP, "quick" + i))));
      TestStore.done(jobs.accept(full(GroupKey.of(third, "quick" + i))));
    }
    await().until(() -> of(OTHER_APP) == 4 && of(third) == 4);
    assertThat(of(APP)).isEqualTo(16);
  }

  @Test
  @DisplayName("Leases of long runs are renewed")
  void renewal() {
    holdingWorker();
    dispatch(2, Duration.ofMillis(300), APP);
    TestStore.done(jobs.accept(full(GROUP)));
    await().until(() -> tasks.size() == 1);
    Task task = tasks.get(0);
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMillis(250));
      await().until(() -> db.<Boolean>write(s -> JobTable.holds(s, task.job(), task.lease(), 300)));
    }
    assertThat(tasks).hasSize(1);
  }

  @Test
  @DisplayName("A run that broke off is resumed when its lease has run out")
  void brokenOff() {
    AtomicInteger calls = new AtomicInteger();
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.GROUP_PRUNE,
            message -> {
              Task task = Task.fromJson(message.body());
              tasks.add(task);
              if (calls.incrementAndGet() == 1) {
                message.fail(500, "a bug");
              } else {
                finish(task, message);
              }
            });
    dispatch(2, LEASE, APP);
    TestStore.done(jobs.accept(full(GROUP)));
    await().until(() -> tasks.size() == 1);
    clock.advance(LEASE);
    await().until(() -> tasks.size() == 2);
    assertThat(tasks.get(1).run()).isEqualTo(tasks.get(0).run());
    assertThat(tasks.get(1).resumed()).isTrue();
    assertThat(tasks.get(1).attempts()).isZero();
  }

  @Test
  @DisplayName("Without workers a job is handed back and tried again soon")
  void noWorkers() {
    dispatch(2, LEASE, APP);
    TestStore.done(jobs.accept(full(GROUP)));
    await().until(() -> job(GROUP).run() != null && job(GROUP).state() == JobState.WAITING);
    finishingWorker();
    await().until(() -> job(GROUP).state() == JobState.RESTING);
    assertThat(tasks.get(0).resumed()).isTrue();
  }

  @Test
  @DisplayName("A parked app is probed by one job at a time; the other app goes on")
  void parked() {
    Set<Long> sick = ConcurrentHashMap.newKeySet();
    sick.add(APP);
    AtomicInteger probes = new AtomicInteger();
    AtomicInteger probesAtOnce = new AtomicInteger();
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.GROUP_PRUNE,
            message -> {
              Task task = Task.fromJson(message.body());
              tasks.add(task);
              if (sick.contains(task.key().sdkAppId())) {
                // The first of them were claimed together, before anybody knew.
                int probe = of(APP) > 3 ? 1 : 0;
                probesAtOnce.accumulateAndGet(probes.addAndGet(probe), Math::max);
                db.store()
                    .write(s -> JobTable.retry(s, task.job(), task.lease(), false, 0, "502"))
                    .onSuccess(
                        done -> {
                          probes.addAndGet(-probe);
                          message.reply(new TaskEnd(TaskEnd.End.RETRY, 200, "502").toJson());
                        });
              } else {
                finish(task, message);
              }
            });
    for (int i = 0; i < 10; i++) {
      GroupKey key = GroupKey.of(APP, "sick" + i);
      db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1));
    }
    dispatch(4, LEASE, APP, OTHER_APP);
    await().until(() -> of(APP) >= 5);
    for (int i = 0; i < 10; i++) {
      TestStore.done(jobs.accept(full(GroupKey.of(OTHER_APP, "well" + i))));
    }
    await().until(() -> of(OTHER_APP) == 10);
    assertThat(probesAtOnce).hasValue(1);
    sick.clear();
    await().until(() -> db.write(JobQueries::counts).get(JobState.RESTING) == 20L);
  }

  @Test
  @DisplayName("Stopping claims nothing more, tells the runs, and waits for them")
  void stop() {
    holdingWorker();
    deploy(Fixtures.settings(2, LEASE, APP), Duration.ofMinutes(1));
    TestStore.done(jobs.accept(full(GROUP)));
    await().until(() -> tasks.size() == 1);
    assertThat(dispatcher.stopping()).isFalse();
    Future<Void> stopped = dispatcher.stop();
    assertThat(dispatcher.stopping()).isTrue();
    TestStore.done(jobs.accept(full(GroupKey.of(APP, "late"))));
    assertThat(stopped.isComplete()).isFalse();
    release(tasks.get(0));
    TestStore.done(stopped);
    assertThat(job(GROUP).state()).isEqualTo(JobState.RESTING);
    assertThat(tasks).hasSize(1);
    assertThat(job(GroupKey.of(APP, "late")).state()).isEqualTo(JobState.WAITING);
  }

  @Test
  @DisplayName("A stop waits for a run when a claim is under way, which is handed back")
  void stopWhileClaiming() {
    holdingWorker();
    HeldClaims claims = new HeldClaims();
    jobs = new Jobs(vertx, claims, Fixtures.jobs(), new Announcer(vertx, "node"));
    deploy(claims, Fixtures.settings(2, LEASE, APP), Duration.ofMinutes(1));
    GroupKey claimed = GroupKey.of(APP, "claimed");
    db.write(s -> JobTable.accept(s, GROUP, Cause.CALLBACK, 1));
    await().until(() -> tasks.size() == 1);
    claims.hold = Promise.promise();
    db.write(s -> JobTable.accept(s, claimed, Cause.CALLBACK, 1));
    await().until(() -> claims.held.get() > 0);

    Future<Void> stopped = dispatcher.stop();
    int before = claims.done.get();
    claims.hold.complete();
    // The claim and its handing back.
    await().until(() -> claims.done.get() >= before + 2);
    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(10))
        .until(() -> !stopped.isComplete());
    assertThat(job(claimed).state()).isEqualTo(JobState.WAITING);

    release(tasks.get(0));
    TestStore.done(stopped);
    assertThat(tasks).hasSize(1);
    assertThat(job(GROUP).state()).isEqualTo(JobState.RESTING);
  }

  @Test
  @DisplayName(
      "Stopping does not wait for ever: a run that goes on is left to the end of its lease")
  void stopBounded() {
    holdingWorker();
    dispatch(2, LEASE, APP);
    TestStore.done(jobs.accept(full(GROUP)));
    await().until(() -> tasks.size() == 1);
    TestStore.done(dispatcher.stop());
    assertThat(job(GROUP).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  @DisplayName("1,000 groups are each run once, whatever wakes the dispatcher meanwhile")
  void eachOnce() {
    finishingWorker();
    dispatch(8, LEASE, APP, OTHER_APP);
    List<GroupKey> keys = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      keys.add(GroupKey.of(i % 2 == 0 ? APP : OTHER_APP, "g" + i));
    }
    keys.forEach(key -> jobs.accept(full(key)));
    await().until(() -> db.write(JobQueries::counts).get(JobState.RESTING) == 1_000L);
    Set<GroupKey> run = new HashSet<>();
    tasks.forEach(task -> run.add(task.key()));
    assertThat(run).containsExactlyInAnyOrderElementsOf(keys);
    assertThat(tasks).hasSize(1_000);
  }

  private int of(long app) {
    return (int) tasks.stream().filter(task -> task.key().sdkAppId() == app).count();
  }

  private void dispatch(int concurrency, Duration lease, long... apps) {
    deploy(Fixtures.settings(concurrency, lease, apps), Duration.ofMillis(50));
  }

  private void deploy(Settings settings, Duration grace) {
    deploy(db.store(), settings, grace);
  }

  private void deploy(Store store, Settings settings, Duration grace) {
    dispatcher =
        new Dispatcher(vertx, store, jobs, () -> settings, clock, (app, since) -> false, grace);
    TestStore.done(vertx.deployVerticle(new DispatcherVerticle(dispatcher)));
  }

  private void finishingWorker() {
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.GROUP_PRUNE,
            message -> {
              Task task = Task.fromJson(message.body());
              tasks.add(task);
              finish(task, message);
            });
  }

  private void holdingWorker() {
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.GROUP_PRUNE,
            message -> {
              Task task = Task.fromJson(message.body());
              held.put(task.lease(), message);
              tasks.add(task);
            });
  }

  private void release(Task task) {
    finish(task, held.remove(task.lease()));
  }

  private void finish(Task task, Message<JsonObject> message) {
    db.store()
        .write(s -> JobTable.finish(s, task.job(), task.lease(), task.seq(), 300_000, 0))
        .onSuccess(
            done ->
                message.reply(
                    new TaskEnd(done ? TaskEnd.End.FINISHED : TaskEnd.End.LOST, 0, "").toJson()));
  }

  private Job job(GroupKey key) {
    return db.write(s -> JobQueries.find(s, key)).orElseThrow();
  }

  private static DeliveryOptions app(String id) {
    return new DeliveryOptions().addHeader(GroupFull.SDK_APP_ID, id);
  }

  /** A store whose writes of the jobs wait, once it is told so, before they are carried out. */
  private final class HeldClaims implements Store {

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Promise<Void> hold = Promise.promise();

    HeldClaims() {
      hold.complete();
    }

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      Promise<Void> until = hold;
      if (!until.future().isComplete()) {
        held.incrementAndGet();
      }
      return until
          .future()
          .compose(go -> db.store().write(change, committed))
          .onComplete(written -> done.incrementAndGet());
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return db.store().read(query);
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
