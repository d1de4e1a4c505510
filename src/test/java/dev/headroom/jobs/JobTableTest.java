package dev.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Database;
import dev.headroom.store.Session;
import dev.headroom.store.TestStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
class JobTableTest {

  private static final long APP = 1400000001L;
  private static final GroupKey GROUP = GroupKey.of(APP, "@TGS#1");
  private static final long LEASE = 30_000;
  private static final long DEADLINE = 600_000;

  @Parameter Database database;
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private TestStore db;

  @BeforeEach
  void open() {
    db = new TestStore(vertx, database.url(folder), clock);
  }

  @AfterEach
  void close() throws Exception {
    db.close();
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("A first request makes a job that waits and is due at once")
  void firstRequest() {
    JobTable.Accepted accepted = accept();
    assertThat(accepted.waits()).isTrue();
    Job job = job();
    assertThat(job.state()).isEqualTo(JobState.WAITING);
    assertThat(job.dueAt()).isEqualTo(clock.instant());
    assertThat(job.cause()).isEqualTo(Cause.CALLBACK);
    assertThat(job.run()).isNull();
    assertThat(job.callbacks()).isEqualTo(1);
  }

  @Test
  @DisplayName("A waiting job stays as it is, a running one gets a higher seq")
  void waitingAndRunning() {
    long id = accept().job();
    long seq = seq(id);
    accept();
    assertThat(seq(id)).isEqualTo(seq);
    claimOne();
    assertThat(accept().waits()).isFalse();
    assertThat(seq(id)).isEqualTo(seq + 1);
    assertThat(job().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  @DisplayName("A run that never tells how it ends is given up after 30 lost leases, and kept")
  void lostAgainAndAgain() {
    accept();
    String run = claimOne().run();
    for (int i = 0; i < 30; i++) {
      clock.advance(Duration.ofMillis(LEASE));
      assertThat(claimOne().run()).isEqualTo(run);
    }
    clock.advance(Duration.ofMillis(LEASE));
    assertThat(claim(10)).isEmpty();
    assertThat(job().state()).isEqualTo(JobState.DEAD);
    assertThat(job().failure()).contains("30 runs in a row");
    accept();
    Task revived = claimOne();
    assertThat(revived.run()).isEqualTo(run);
    assertThat(revived.resumed()).isTrue();
  }

  @Test
  @DisplayName("A run that told how it fared is not among those that never do")
  void toldBetween() {
    accept();
    for (int i = 0; i < 70; i++) {
      clock.advance(Duration.ofMillis(LEASE));
      Task task = claimOne();
      if (i % 20 == 0) {
        db.write(s -> JobTable.retry(s, task.job(), task.lease(), false, 0, "x"));
      }
    }
    assertThat(job().state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  @DisplayName("A run that no request overtook ends in a rest")
  void finishUnchanged() {
    accept();
    Task task = claimOne();
    long seen = seq(task.job());
    assertThat(finish(task, seen, 300_000, 2)).isTrue();
    assertThat(job().state()).isEqualTo(JobState.RESTING);
    assertThat(job().dueAt()).isEqualTo(clock.instant().plusSeconds(300));
    assertThat(job().restLevel()).isEqualTo(2);
    assertThat(job().run()).isNull();
    clock.advance(Duration.ofDays(1));
    assertThat(claim(10)).isEmpty();
  }

  @Test
  @DisplayName("A request after the run's last look makes the job wait for the end of the rest")
  void finishChanged() {
    accept();
    Task task = claimOne();
    long seen = seq(task.job());
    accept();
    assertThat(finish(task, seen, 300_000, 0)).isTrue();
    assertThat(job().state()).isEqualTo(JobState.WAITING);
    assertThat(claim(10)).isEmpty();
    clock.advance(Duration.ofSeconds(300));
    Task next = claimOne();
    assertThat(next.run()).isNotEqualTo(task.run());
    assertThat(next.rested()).isTrue();
    assertThat(next.resumed()).isFalse();
  }

  @Test
  @DisplayName("A request during a rest waits for its end; one after its end is due at once")
  void requestDuringRest() {
    accept();
    Task task = claimOne();
    finish(task, seq(task.job()), 300_000, 0);
    clock.advance(Duration.ofSeconds(100));
    assertThat(accept().waits()).isTrue();
    assertThat(job().dueAt()).isEqualTo(clock.instant().plusSeconds(200));
    clock.advance(Duration.ofSeconds(200));
    task = claimOne();
    finish(task, seq(task.job()), 300_000, 0);
    clock.advance(Duration.ofSeconds(1000));
    accept();
    assertThat(job().dueAt()).isEqualTo(clock.instant());
  }

  @Test
  @DisplayName("A dead job is revived by a request, with a new run and no attempts")
  void revive() {
    accept();
    Task task = claimOne();
    db.write(s -> JobTable.retry(s, task.job(), task.lease(), true, 0, "bad data"));
    Task second = claimOne();
    assertThat(second.attempts()).isEqualTo(1);
    db.write(s -> JobTable.dead(s, second.job(), second.lease(), second.seq(), 0, "bad data"));
    assertThat(job().state()).isEqualTo(JobState.DEAD);
    assertThat(job().failure()).isEqualTo("bad data");
    assertThat(claim(10)).isEmpty();
    accept();
    Task third = claimOne();
    assertThat(third.attempts()).isZero();
    assertThat(third.run()).isNotEqualTo(second.run());
  }

  @Test
  @DisplayName("A request during the last try revives the job that the try gives up")
  void requestDuringLastTry() {
    accept();
    Task task = claimOne();
    accept();
    db.write(s -> JobTable.dead(s, task.job(), task.lease(), task.seq(), 5_000, "bad data"));
    assertThat(claim(10)).isEmpty();
    clock.advance(Duration.ofSeconds(5));
    Task again = claimOne();
    assertThat(again.attempts()).isZero();
    assertThat(again.run()).isNotEqualTo(task.run());
  }

  @Test
  @DisplayName("A retry keeps the run, waits its delay, and counts only the job's own failures")
  void retry() {
    accept();
    Task task = claimOne();
    assertThat(task.resumed()).isFalse();
    db.write(s -> JobTable.retry(s, task.job(), task.lease(), false, 5_000, "502"));
    assertThat(claim(10)).isEmpty();
    clock.advance(Duration.ofSeconds(5));
    Task again = claimOne();
    assertThat(again.run()).isEqualTo(task.run());
    assertThat(again.resumed()).isTrue();
    assertThat(again.attempts()).isZero();
    assertThat(again.lease()).isNotEqualTo(task.lease());
  }

  @Test
  @DisplayName(
      "A lease that ran out is taken over with the same run; the former holder can do nothing")
  void takeover() {
    accept();
    Task first = claimOne();
    clock.advance(Duration.ofMillis(LEASE - 1));
    assertThat(claim(10)).isEmpty();
    clock.advance(Duration.ofMillis(1));
    Task second = claimOne();
    assertThat(second.run()).isEqualTo(first.run());
    assertThat(second.resumed()).isTrue();
    assertThat(holds(first, 0)).isFalse();
    assertThat(holds(second, LEASE)).isTrue();
    assertThat(finish(first, seq(first.job()), 0, 0)).isFalse();
    assertThat(
            db.<Boolean>write(s -> JobTable.retry(s, first.job(), first.lease(), true, 0, "late")))
        .isFalse();
    assertThat(
            db.<Boolean>write(
                s -> JobTable.dead(s, first.job(), first.lease(), first.seq(), 0, "late")))
        .isFalse();
    assertThat(db.<Integer>write(s -> Leases.handBack(s, List.of(first)))).isZero();
    assertThat(db.<List<Task>>write(s -> Leases.renew(s, List.of(first), LEASE)))
        .containsExactly(first);
    assertThat(job().state()).isEqualTo(JobState.RUNNING);
    assertThat(finish(second, seq(second.job()), 0, 0)).isTrue();
  }

  @Test
  @DisplayName("A lease is renewed, but never past the deadline of the run")
  void renew() {
    accept();
    Task task = claimOne();
    clock.advance(Duration.ofSeconds(20));
    assertThat(holds(task, LEASE)).isFalse();
    db.write(s -> Leases.renew(s, List.of(task), LEASE));
    assertThat(holds(task, LEASE)).isTrue();
    assertThat(holds(task, LEASE + 1)).isFalse();
    for (int i = 0; i < 40; i++) {
      clock.advance(Duration.ofSeconds(14));
      db.write(s -> Leases.renew(s, List.of(task), LEASE));
    }
    assertThat(clock.millis()).isLessThan(task.deadlineAt());
    assertThat(holds(task, task.deadlineAt() - clock.millis())).isTrue();
    assertThat(holds(task, task.deadlineAt() - clock.millis() + 1)).isFalse();
  }

  @Test
  @DisplayName("A job handed back is due at once, with the same run")
  void handBack() {
    accept();
    Task task = claimOne();
    assertThat(db.<Integer>write(s -> Leases.handBack(s, List.of(task)))).isOne();
    Task again = claimOne();
    assertThat(again.run()).isEqualTo(task.run());
    assertThat(again.resumed()).isTrue();
  }

  @Test
  @DisplayName("At the start the leases of the former process are void and its runs resumed")
  void voidLeases() {
    accept();
    Task task = claimOne();
    assertThat(db.<Integer>write(Leases::voidAll)).isEqualTo(1);
    assertThat(holds(task, 0)).isFalse();
    Task again = claimOne();
    assertThat(again.run()).isEqualTo(task.run());
    assertThat(again.resumed()).isTrue();
  }

  @Test
  @DisplayName(
      "What waits or rests can be let go at another time, but not once a run has begun meanwhile")
  void letGo() {
    accept();
    Task resting = claimOne();
    finish(resting, seq(resting.job()), 300_000, 3);
    GroupKey other = GroupKey.of(APP, "retrying");
    db.write(s -> JobTable.accept(s, other, Cause.SWEEP, 1));
    Task retrying = claimOne();
    db.write(s -> JobTable.retry(s, retrying.job(), retrying.lease(), true, 60_000, "x"));
    accept();
    assertThat(claim(10)).isEmpty();
    List<DueTimes.Found> waiting = db.write(s -> DueTimes.toLetGo(s, JobState.WAITING, 0, 10));
    assertThat(waiting).extracting(DueTimes.Found::key).containsExactly(GROUP, other);
    assertThat(waiting).extracting(DueTimes.Found::run).containsExactly("", retrying.run());
    DueTimes.Found seen = waiting.get(0);
    DueTimes.Found earlier = new DueTimes.Found(seen.job(), GROUP, seen.dueMillis() - 1, "");
    db.write(s -> letGo(s, earlier));
    clock.advance(Duration.ofMillis(database.noticeMillis()));
    assertThat(claim(10)).as("it has begun and ended meanwhile").isEmpty();
    long due = db.write(s -> JobQueries.find(s, other)).orElseThrow().dueAt().toEpochMilli();
    db.write(s -> letGo(s, seen) + letGo(s, new DueTimes.Found(retrying.job(), other, due, "")));
    clock.advance(Duration.ofMillis(database.noticeMillis()));
    assertThat(claim(10)).extracting(Task::key).containsExactly(GROUP);
  }

  @Test
  @DisplayName("The rest of one group can be ended alone")
  void endRest() {
    accept();
    Task task = claimOne();
    finish(task, seq(task.job()), 300_000, 3);
    accept();
    assertThat(db.<Boolean>write(s -> EndedRest.of(s, GroupKey.of(APP, "other")))).isFalse();
    assertThat(db.<Boolean>write(s -> EndedRest.of(s, GROUP))).isTrue();
    clock.advance(Duration.ofMillis(database.noticeMillis()));
    assertThat(claimOne().restLevel()).isZero();
  }

  @Test
  @DisplayName("Many claims side by side never hand one job to two")
  void claimedOnce() {
    for (int i = 0; i < 100; i++) {
      GroupKey key = GroupKey.of(APP, "g" + i);
      db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1));
    }
    List<Task> all = new ArrayList<>();
    List<Task> more = claim(7);
    while (!more.isEmpty()) {
      all.addAll(more);
      more = claim(7);
    }
    assertThat(all).extracting(Task::job).hasSize(100).doesNotHaveDuplicates();
    assertThat(all).extracting(Task::lease).doesNotHaveDuplicates();
    assertThat(all).extracting(Task::run).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("Jobs are listed by state, page by page, without gaps or repeats")
  void pages() {
    for (int i = 0; i < 25; i++) {
      GroupKey key = new GroupKey(APP, "g", "topic" + i);
      db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1));
    }
    claim(5);
    List<Job> seen = new ArrayList<>();
    long after = 0;
    List<Job> page;
    do {
      long from = after;
      page = db.write(s -> JobQueries.list(s, JobState.WAITING, from, 8));
      seen.addAll(page);
      after = page.isEmpty() ? after : page.get(page.size() - 1).id();
    } while (!page.isEmpty());
    assertThat(seen).extracting(Job::id).hasSize(20).doesNotHaveDuplicates().isSorted();
    List<Job> any = db.write(s -> JobQueries.list(s, null, 0, 100));
    assertThat(any).hasSize(25);
  }

  @Test
  @DisplayName("Jobs are counted by state, and the oldest due one has an age")
  void counts() {
    accept();
    GroupKey other = GroupKey.of(APP, "other");
    clock.advance(Duration.ofSeconds(10));
    db.write(s -> JobTable.accept(s, other, Cause.CALLBACK, 1));
    assertThat(db.<Long>write(s -> JobQueries.oldestDueMillis(s, APP))).isEqualTo(10_000);
    claim(1);
    assertThat(db.write(JobQueries::counts))
        .containsEntry(JobState.WAITING, 1L)
        .containsEntry(JobState.RUNNING, 1L)
        .containsEntry(JobState.RESTING, 0L);
    assertThat(db.<Long>write(s -> JobQueries.oldestDueMillis(s, APP))).isZero();
  }

  @Test
  @DisplayName("Only jobs with nothing to do are forgotten, and only old ones")
  void forget() {
    accept();
    Task task = claimOne();
    finish(task, seq(task.job()), 300_000, 0);
    long end = clock.millis() + 300_000;
    assertThat(forget(JobState.RESTING, end)).isZero();
    assertThat(forget(JobState.DEAD, end + 1)).isZero();
    assertThat(forget(JobState.RESTING, end + 1)).isEqualTo(1);
    assertThatThrownBy(() -> forget(JobState.WAITING, end))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private int forget(JobState state, long before) {
    return db.write(s -> JobTable.forget(s, APP, state, before, 100));
  }

  private JobTable.Accepted accept() {
    return db.write(s -> JobTable.accept(s, GROUP, Cause.CALLBACK, 1));
  }

  private Job job() {
    return db.write(s -> JobQueries.find(s, GROUP)).orElseThrow();
  }

  private long seq(long job) {
    return db.write(s -> JobTable.seq(s, job));
  }

  private boolean holds(Task task, long leave) {
    return db.write(s -> JobTable.holds(s, task.job(), task.lease(), leave));
  }

  private boolean finish(Task task, long seqSeen, long restMillis, int level) {
    return db.write(s -> JobTable.finish(s, task.job(), task.lease(), seqSeen, restMillis, level));
  }

  private static int letGo(Session session, DueTimes.Found seen) throws SQLException {
    DueTimes.letGo(session, List.of(new DueTimes.Due(seen, session.now())));
    return 0;
  }

  private List<Task> claim(int free) {
    Claims claims = new Claims(List.of(new Claims.App(APP, 0, free)), free, LEASE);
    return db.write(s -> claims.claim(s, due -> DEADLINE)).tasks();
  }

  private Task claimOne() {
    List<Task> tasks = claim(10);
    assertThat(tasks).hasSize(1);
    return tasks.get(0);
  }
}
