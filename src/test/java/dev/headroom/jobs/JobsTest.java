package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static dev.headroom.jobs.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.JobsSettings;
import dev.headroom.event.Addresses;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Database;
import dev.headroom.store.Stall;
import dev.headroom.store.TestStore;
import dev.headroom.store.WatchedStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
class JobsTest {

  private static final GroupKey GROUP = GroupKey.of(APP, "@TGS#1");

  @Parameter Database database;
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong told = new AtomicLong();
  private TestStore db;
  private WatchedStore store;
  private Jobs jobs;

  @BeforeEach
  void open() {
    db = new TestStore(vertx, database.url(folder), Clock.systemUTC());
    store = new WatchedStore(db.store());
    vertx
        .eventBus()
        .localConsumer(
            Addresses.GROUP_FULL,
            message -> told.addAndGet(Long.parseLong(message.headers().get(GroupFull.CALLBACKS))));
    jobs = jobs(Fixtures.jobs());
  }

  @AfterEach
  void close() throws Exception {
    jobs.stop();
    db.close();
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName(
      "3,000 callbacks of one group at once are one job, a handful of writes, all of them told")
  void storm() {
    List<Future<Void>> replies = new ArrayList<>();
    List<Context> loops = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      loops.add(((VertxInternal) vertx).createEventLoopContext());
    }
    // However long the loops take: they all come while the store is busy with something else.
    Stall stall = new Stall(db.store());
    CountDownLatch came = new CountDownLatch(3_000);
    for (int i = 0; i < 3_000; i++) {
      Promise<Void> reply = Promise.promise();
      replies.add(reply.future());
      loops
          .get(i % loops.size())
          .runOnContext(
              go -> {
                jobs.accept(full(GROUP)).onComplete(reply);
                came.countDown();
              });
    }
    await().until(() -> came.getCount() == 0);
    stall.end();
    TestStore.done(Future.all(replies));
    assertThat(store.writes()).isLessThan(10);
    List<Job> rows = db.write(s -> JobQueries.list(s, null, 0, 10));
    assertThat(rows).hasSize(1);
    await().untilAsserted(() -> assertThat(told).hasValue(3_000));
  }

  @Test
  @DisplayName("A group that waits is answered at once, without a write")
  void known() {
    waitForTheEndOfARest();
    int before = store.writes();
    assertThat(jobs.accept(full(GROUP)).succeeded()).isTrue();
    assertThat(jobs.request(full(GROUP), Cause.SWEEP).succeeded()).isTrue();
    assertThat(store.writes()).isEqualTo(before);
  }

  @Test
  @DisplayName("Once claimed, a group's callbacks are written again")
  void claimed() {
    TestStore.done(jobs.accept(full(GROUP)));
    Claims claims = new Claims(List.of(new Claims.App(APP, 0, 1)), 1, 30_000);
    TestStore.done(jobs.claim(s -> claims.claim(s, key -> 600_000)));
    long before = job().callbacks();
    TestStore.done(jobs.accept(full(GROUP)));
    assertThat(job().callbacks()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("If the store does not answer in time the callback fails, and is a job all the same")
  void ackDeadline() {
    jobs.stop();
    JobsSettings base = Fixtures.jobs();
    jobs = jobs(withAckDeadline(base, Duration.ofMillis(50)));
    TestStore.done(jobs.start());
    Stall stall = new Stall(db.store());
    Future<Void> late = jobs.accept(full(GROUP));
    assertThatThrownBy(() -> TestStore.done(late))
        .isInstanceOf(NotStored.class)
        .hasMessageContaining("did not answer in time");
    // Whoever comes while it still hangs is told so at once.
    assertThat(jobs.accept(full(GROUP)).cause()).isInstanceOf(NotStored.class);
    stall.end();
    await().until(() -> db.write(s -> JobQueries.find(s, GROUP)).isPresent());
    await().untilAsserted(() -> assertThat(told).hasValue(1));
    // A machine that stands still longer than the deadline refuses some more.
    await().ignoreException(NotStored.class).until(() -> taken(jobs.accept(full(GROUP))));
  }

  private static boolean taken(Future<Void> reply) {
    TestStore.done(reply);
    return true;
  }

  @Test
  @DisplayName("Whoever shares a write shares its failure; the next one is written anew")
  void sharedFailure() {
    store.fail(true);
    Stall stall = new Stall(db.store());
    List<Future<Void>> shared = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      shared.add(jobs.accept(full(GROUP)));
    }
    stall.end();
    for (Future<Void> reply : shared) {
      assertThatThrownBy(() -> TestStore.done(reply)).isInstanceOf(NotStored.class);
    }
    assertThatThrownBy(() -> TestStore.done(jobs.storesRequests())).isNotNull();
    assertThat(told).hasValue(0);
    store.fail(false);
    TestStore.done(jobs.accept(full(GROUP)));
    assertThat(job().state()).isEqualTo(JobState.WAITING);
  }

  @Test
  @DisplayName("After a request could not be stored only a write like it shows that they can again")
  void storesRequestsAgain() {
    TestStore.done(jobs.storesRequests());
    store.fail(true);
    assertThatThrownBy(() -> TestStore.done(jobs.accept(full(GROUP))))
        .isInstanceOf(NotStored.class);
    assertThatThrownBy(() -> TestStore.done(jobs.storesRequests())).isNotNull();
    store.fail(false);
    TestStore.done(jobs.storesRequests());
    List<Job> left = db.write(s -> JobQueries.list(s, null, 0, 10));
    assertThat(left).isEmpty();
  }

  @Test
  @DisplayName("Beyond jobs.maxWaiting new groups are refused at once, known ones are not")
  void bound() {
    jobs = jobs(withMaxWaiting(Fixtures.jobs(), 2));
    TestStore.done(jobs.accept(full(GROUP)));
    TestStore.done(jobs.accept(full(GroupKey.of(APP, "second"))));
    if (database == Database.POSTGRESQL) {
      TestStore.done(jobs.start());
    }
    Future<Void> third = jobs.accept(full(GroupKey.of(APP, "third")));
    assertThat(third.cause()).isInstanceOf(NotStored.class).hasMessageContaining("jobs.maxWaiting");
    if (database == Database.SQLITE) {
      assertThat(jobs.accept(full(GROUP)).succeeded()).isTrue();
    }
  }

  @Test
  @DisplayName("A request that is no callback makes a job and is not told")
  void request() {
    TestStore.done(jobs.request(full(GROUP), Cause.SWEEP));
    assertThat(job().cause()).isEqualTo(Cause.SWEEP);
    TestStore.done(jobs.accept(full(GroupKey.of(APP, "told"))));
    await().untilAsserted(() -> assertThat(told).hasValue(1));
  }

  @Test
  @DisplayName("At the start leases of the former process are void, those of other nodes are not")
  void start() {
    TestStore.done(jobs.start());
    TestStore.done(jobs.accept(full(GROUP)));
    Claims claims = new Claims(List.of(new Claims.App(APP, 0, 1)), 1, 30_000);
    Claims.Claimed first = TestStore.done(jobs.claim(s -> claims.claim(s, key -> 600_000)));
    TestStore.done(jobs(Fixtures.jobs()).start());
    if (database == Database.POSTGRESQL) {
      assertThat(job().state()).isEqualTo(JobState.RUNNING);
      return;
    }
    assertThat(job().state()).isEqualTo(JobState.WAITING);
    Claims.Claimed second = TestStore.done(jobs.claim(s -> claims.claim(s, key -> 600_000)));
    assertThat(second.tasks().get(0).run()).isEqualTo(first.tasks().get(0).run());
  }

  /** A run has ended, and the group has called again. */
  private void waitForTheEndOfARest() {
    TestStore.done(jobs.accept(full(GROUP)));
    Claims claims = new Claims(List.of(new Claims.App(APP, 0, 1)), 1, 30_000);
    Task task = TestStore.done(jobs.claim(s -> claims.claim(s, key -> 600_000))).tasks().get(0);
    db.write(s -> JobTable.finish(s, task.job(), task.lease(), task.seq(), 300_000, 0));
    TestStore.done(jobs.accept(full(GROUP)));
  }

  private Job job() {
    return db.write(s -> JobQueries.find(s, GROUP)).orElseThrow();
  }

  private Jobs jobs(JobsSettings settings) {
    return new Jobs(vertx, store, settings, new Announcer(vertx, "node"));
  }

  private static JobsSettings withAckDeadline(JobsSettings base, Duration deadline) {
    return new JobsSettings(
        base.url(),
        deadline,
        base.lease(),
        base.maxAttempts(),
        base.maxWaiting(),
        base.retention());
  }

  private static JobsSettings withMaxWaiting(JobsSettings base, int maxWaiting) {
    return new JobsSettings(
        base.url(),
        base.ackDeadline(),
        base.lease(),
        base.maxAttempts(),
        maxWaiting,
        base.retention());
  }
}
