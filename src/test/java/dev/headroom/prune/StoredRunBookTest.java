package dev.headroom.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.jobs.Claims;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobQueries;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.PolicyChange;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.RunHistory;
import dev.headroom.store.Change;
import dev.headroom.store.Store;
import dev.headroom.store.StoreException;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredRunBookTest {

  private static final Task TASK =
      new Task(7, "lease", "run", GroupKey.of(1, "g"), Cause.CALLBACK, 1, 0, 0, false, true, 0);

  @Test
  @DisplayName("What the database cannot do is told as the store's failure, not as the run's")
  void storeFailure() {
    RunBook book = new StoredRunBook(new FullStore(), () -> null, () -> {}, Clock.systemUTC());

    RunFacts facts = new StoredRunFacts(new FullStore());
    assertThat(facts.resume(TASK).cause()).isInstanceOf(StoreException.class);
    assertThat(book.retry(TASK, false, Duration.ZERO, "").cause())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("full");
  }

  private static Settings inactiveFor(String days) throws Exception {
    return SettingsLoader.parse(
        """
        apps:
          - { sdkAppId: 1400000001, identifier: admin, secretKey: key, callbackTokens: [token] }
        prune: { inactiveFor: %s }
        """
            .formatted(days),
        "test.yaml",
        Map.of());
  }

  @Test
  @DisplayName("While another node has a newer policy, no rest under the old one is a long one")
  void rollingRestart(@TempDir Path folder) throws Exception {
    Vertx vertx = Vertx.vertx();
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC);
    TestStore db = new TestStore(vertx, folder, clock);
    Settings old = inactiveFor("90d");
    Settings newer = inactiveFor("60d");
    RunBook book = new StoredRunBook(db.store(), old::prune, () -> {}, clock);

    restart(vertx, db, old, clock);
    assertThat(restAfterRun(db, book, old, clock, "a")).isEqualTo(Duration.ofHours(6));
    restart(vertx, db, newer, clock);
    assertThat(restAfterRun(db, book, old, clock, "b")).isEqualTo(Duration.ofMinutes(5));
    restart(vertx, db, old, clock);
    assertThat(restAfterRun(db, book, old, clock, "c")).isEqualTo(Duration.ofHours(6));

    db.close();
    TestStore.done(vertx.close());
  }

  @Test
  @DisplayName("A run that enforcing overtakes gives its group the place that it was given")
  void place(@TempDir Path folder) throws Exception {
    Vertx vertx = Vertx.vertx();
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC);
    TestStore db = new TestStore(vertx, folder, clock);
    Settings settings = inactiveFor("90d");
    RunBook book = new StoredRunBook(db.store(), settings::prune, () -> {}, clock);
    Task observed = placed(db, "a");
    Run run = run(observed, settings, clock);
    RunEnd end = new RunEnd(run, Outcome.OBSERVED, 20, List.of(), Map.of(), "", clock.instant());
    TestStore.done(book.finish(observed, end, observed.seq(), Duration.ofMinutes(5), 1));
    Task failed = placed(db, "b");
    TestStore.done(book.retry(failed, true, Duration.ZERO, "502"));
    Task meant = placed(db, "c");
    Removal gone = new Removal("u", Instant.EPOCH, Instant.EPOCH, Reason.INACTIVE, "");
    db.write(s -> Ledger.intend(s, run(meant, settings, clock), List.of(gone)));
    TestStore.done(book.retry(meant, false, Duration.ofSeconds(1), "502"));

    Instant place = clock.instant().plus(Duration.ofHours(9));
    assertThat(job(db, observed).dueAt()).isEqualTo(place);
    assertThat(job(db, failed).dueAt()).isEqualTo(place);
    assertThat(job(db, meant).dueAt()).isEqualTo(clock.instant().plusSeconds(1));
    db.close();
    TestStore.done(vertx.close());
  }

  @Test
  @DisplayName("A fate that comes after the end is told at once; a job that dies leaves none open")
  void late(@TempDir Path folder) throws Exception {
    Vertx vertx = Vertx.vertx();
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC);
    TestStore db = new TestStore(vertx, folder, clock);
    Settings settings = inactiveFor("90d");
    AtomicInteger told = new AtomicInteger();
    RunBook book = new StoredRunBook(db.store(), settings::prune, told::incrementAndGet, clock);
    Removal gone = new Removal("u", Instant.EPOCH, Instant.EPOCH, Reason.INACTIVE, "");
    Task task = claimed(db, "a");
    Run run = run(task, settings, clock);
    db.write(s -> Ledger.intend(s, run, List.of(gone)));
    TestStore.done(book.deadWithoutRun(task, "no more can be written"));
    assertThat(fate(db, run)).isEqualTo(Fate.UNKNOWN);
    assertThat(told).hasValue(1);

    TestStore.done(book.settle(run, 1, Map.of("u", Fate.REMOVED)));
    assertThat(fate(db, run)).isEqualTo(Fate.REMOVED);
    assertThat(told).hasValue(2);
    db.close();
    TestStore.done(vertx.close());
  }

  private static Fate fate(TestStore db, Run run) {
    return db.write(s -> RunHistory.find(s, run.id())).orElseThrow().members().get(0).fate();
  }

  /** A job that runs while the policy changes. */
  private static Task placed(TestStore db, String group) {
    Task task = claimed(db, group);
    long hours = Duration.ofHours(9).toMillis();
    db.write(s -> s.update("UPDATE jobs SET due_at = ? WHERE id = ?", s.now() + hours, task.job()));
    return task;
  }

  private static Job job(TestStore db, Task task) {
    return db.write(s -> JobQueries.find(s, task.key())).orElseThrow();
  }

  private static Task claimed(TestStore db, String group) {
    GroupKey key = GroupKey.of(1400000001L, group);
    return db.write(
            s -> {
              long job = JobTable.accept(s, key, Cause.CALLBACK, 1).job();
              return Claims.claim(s, key, job, 60_000, 600_000);
            })
        .orElseThrow();
  }

  private static Run run(Task task, Settings settings, Clock clock) {
    String policy =
        settings.prune().policyFor(task.key().sdkAppId(), task.key().groupId(), "Public").hash();
    Cause cause = Cause.CALLBACK;
    Instant now = clock.instant();
    return new Run(task.run(), task.key(), "Public", cause, Mode.OBSERVE, policy, 1, 20, 20, now);
  }

  private static void restart(Vertx vertx, TestStore db, Settings settings, Clock clock) {
    PolicyChange watch = new PolicyChange(vertx, db.store(), settings::prune, clock);
    TestStore.done(watch.start());
    watch.stop();
  }

  private static Duration restAfterRun(
      TestStore db, RunBook book, Settings settings, Clock clock, String group) {
    Task task = claimed(db, group);
    Instant now = clock.instant();
    Run run = run(task, settings, clock);
    RunEnd end = new RunEnd(run, Outcome.NOTHING_TO_PRUNE, 20, List.of(), Map.of(), "", now);
    assertThat(TestStore.done(book.finish(task, end, task.seq(), Duration.ofHours(6), 7))).isTrue();
    return Duration.between(now, job(db, task).dueAt());
  }

  private static final class FullStore implements Store {

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return Future.failedFuture(new StoreException(new SQLException("database or disk is full")));
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return Future.failedFuture(new StoreException(new SQLException("disk I/O error")));
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }
  }
}
