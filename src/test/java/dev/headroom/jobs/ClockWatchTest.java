package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static dev.headroom.store.TestStore.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Database;
import dev.headroom.store.TestStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
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
@DisplayName("A clock that was set back")
class ClockWatchTest {

  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofHours(1);

  @Parameter Database database;
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-02T00:00:00Z"));
  private final List<Long> steps = new ArrayList<>();
  private TestStore db;

  @BeforeEach
  void open() {
    db = new TestStore(vertx, database.url(folder), clock);
    look();
  }

  @AfterEach
  void close() throws Exception {
    db.close();
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  /** What a start does, or ten seconds later a node that runs. */
  private void look() {
    done(new ClockWatch(vertx, db.store(), LEASE, (session, by, now) -> steps.add(by)).look());
  }

  private Task claimed(String group) {
    GroupKey key = GroupKey.of(APP, group);
    long job = db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1)).job();
    return db.write(s -> Claims.claim(s, key, job, LEASE.toMillis(), 600_000)).orElseThrow();
  }

  private GroupKey resting(String group) {
    Task task = claimed(group);
    db.write(s -> JobTable.finish(s, task.job(), task.lease(), task.seq(), REST.toMillis(), 3));
    return task.key();
  }

  private Job job(GroupKey key) {
    return db.write(s -> JobQueries.find(s, key)).orElseThrow();
  }

  private Duration due(GroupKey key) {
    return Duration.between(clock.instant(), job(key).dueAt());
  }

  @Test
  @DisplayName("leaves no job due later than it was meant to be, and is made good once")
  void due() {
    List<GroupKey> groups = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      groups.add(resting("g" + i));
    }
    clock.advance(Duration.ofDays(-1));
    look();
    look();
    assertThat(groups).extracting(this::due).containsOnly(REST);
    assertThat(groups).extracting(key -> job(key).restLevel()).containsOnly(3);
    assertThat(steps).containsExactly(Duration.ofDays(1).toMillis());
  }

  @Test
  @DisplayName("brings nothing forward without the notice that other nodes need")
  void notice() {
    GroupKey group = resting("g");
    clock.advance(REST.minusMillis(1));
    look();
    clock.advance(Duration.ofDays(-1));
    look();
    assertThat(due(group)).isEqualTo(Duration.ofMillis(Math.max(1, database.noticeMillis())));
  }

  @Test
  @DisplayName("does not keep the job of a node that is gone leased for as long")
  void lease() {
    Task task = claimed("g");
    clock.advance(Duration.ofDays(-1));
    look();
    clock.advance(LEASE);
    Claims claims = new Claims(List.of(new Claims.App(APP, 0, 9)), 9, LEASE.toMillis());
    List<Task> taken = db.write(s -> claims.claim(s, key -> 600_000)).tasks();
    assertThat(taken).extracting(Task::run).containsExactly(task.run());
  }

  @Test
  @DisplayName("by less than half a minute changes nothing, nor does one that goes on")
  void little() {
    GroupKey group = resting("g");
    clock.advance(Duration.ofSeconds(-20));
    look();
    clock.advance(Duration.ofMinutes(5));
    look();
    assertThat(due(group)).isEqualTo(REST.minus(Duration.ofMinutes(5)).plusSeconds(20));
    assertThat(steps).isEmpty();
  }
}
