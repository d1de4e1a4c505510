package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static dev.headroom.jobs.Fixtures.OTHER_APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.TestPolicy;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.RunEnds;
import dev.headroom.store.Change;
import dev.headroom.store.Database;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A changed policy")
@ParameterizedClass
@EnumSource(Database.class)
class PolicyChangeTest {

  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long REST = 6 * HOUR;

  /** So many members a day are one in an hour. */
  private static final int PER_DAY = 24;

  @Parameter Database database;
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final List<PolicyChange> watches = new ArrayList<>();
  private volatile GroupKey again;
  private volatile PruneSettings policies = policies(Mode.OBSERVE, null, PER_DAY);
  private TestStore db;

  @BeforeEach
  void open() {
    db = new TestStore(vertx, database.url(folder), clock);
    restart();
  }

  @AfterEach
  void close() throws Exception {
    watches.forEach(PolicyChange::stop);
    db.close();
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private static PruneSettings policies(Mode mode, Instant enforceFrom, Integer maxPerDayApp) {
    return new PruneSettings(1, 8, policy(mode, enforceFrom, maxPerDayApp), List.of());
  }

  private static PolicySettings policy(Mode mode, Instant enforceFrom, Integer maxPerDayApp) {
    return TestPolicy.like(Fixtures.policy("h"))
        .with("mode", mode)
        .with("enforceFrom", enforceFrom)
        .with("maxPerDayApp", Optional.ofNullable(maxPerDayApp))
        .build()
        .hashed();
  }

  private PolicyChange restart() {
    watches.forEach(PolicyChange::stop);
    PolicyChange watch = new PolicyChange(vertx, new AgainStore(db.store()), () -> policies, clock);
    watches.add(watch);
    TestStore.done(watch.start());
    return watch;
  }

  /** Once, at that group's last run, the database wants the whole step again. */
  private final class AgainStore implements Store {

    private final Store store;

    AgainStore(Store store) {
      this.store = store;
    }

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return store.write(session -> change.apply(failingOnce(session)), committed);
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return store.read(query);
    }

    @Override
    public Future<Void> close() {
      return store.close();
    }

    private Session failingOnce(Session session) {
      return (Session)
          Proxy.newProxyInstance(
              Session.class.getClassLoader(),
              new Class<?>[] {Session.class},
              (proxy, method, arguments) -> {
                GroupKey key = again;
                if (key != null
                    && method.getName().equals("first")
                    && List.of((Object[]) arguments[2]).contains(key.groupId())) {
                  again = null;
                  throw new SQLException("could not serialize access", "40001");
                }
                try {
                  return method.invoke(session, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }

  private GroupKey resting(long app, String id) {
    GroupKey key = GroupKey.of(app, id);
    JobTable.Accepted job = db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1));
    Task task = db.write(s -> Claims.claim(s, key, job.job(), 30_000, 60_000)).orElseThrow();
    db.write(s -> JobTable.finish(s, task.job(), task.lease(), task.seq(), REST, 3));
    return key;
  }

  private Task claim(GroupKey key) {
    return db.write(
            s -> Claims.claim(s, key, JobQueries.find(s, key).orElseThrow().id(), 30_000, 60_000))
        .orElseThrow();
  }

  private GroupKey waiting(long app, String id) {
    GroupKey key = resting(app, id);
    db.write(s -> JobTable.accept(s, key, Cause.CALLBACK, 1));
    return key;
  }

  private GroupKey observed(GroupKey key, int members) {
    return observed(key, "Public", members);
  }

  private GroupKey observed(GroupKey key, String type, int members) {
    Instant now = clock.instant();
    Run run =
        new Run("of " + key, key, type, Cause.CALLBACK, Mode.OBSERVE, "p", members, 20, 20, now);
    List<Removal> wouldGo =
        IntStream.range(0, members)
            .mapToObj(i -> new Removal("u" + i, now, now, Reason.INACTIVE, ""))
            .toList();
    db.write(
        s -> RunEnds.finish(s, new RunEnd(run, Outcome.OBSERVED, 20, wouldGo, Map.of(), "", now)));
    return key;
  }

  /** Milliseconds from now. */
  private long due(GroupKey key) {
    return job(key).dueAt().toEpochMilli() - clock.millis();
  }

  /** When that is, if it is brought forward. */
  private long letGo(long millis) {
    return millis + database.noticeMillis();
  }

  private Job job(GroupKey key) {
    return db.write(s -> JobQueries.find(s, key)).orElseThrow();
  }

  @Test
  @DisplayName("ends rests at the next start, and none when it is the same")
  void endsRests() {
    GroupKey group = waiting(APP, "a");
    restart();
    assertThat(due(group)).isEqualTo(REST);
    assertThat(job(group).restLevel()).isEqualTo(3);
    policies = policies(Mode.OBSERVE, null, 7);
    restart();
    assertThat(due(group)).isEqualTo(letGo(0));
    assertThat(job(group).restLevel()).isZero();
  }

  @Test
  @DisplayName("from observe to enforce gives each observed group its place under maxPerDay.app")
  void spreads() {
    GroupKey resting = observed(resting(APP, "resting"), 9);
    GroupKey first = observed(waiting(APP, "first"), 2);
    GroupKey second = observed(waiting(APP, "second"), 30);
    GroupKey third = observed(waiting(APP, "third"), 1);
    GroupKey other = observed(waiting(OTHER_APP, "other"), 4);
    GroupKey nobody = waiting(APP, "nothing to prune");
    policies = policies(Mode.ENFORCE, null, PER_DAY);
    restart();
    assertThat(due(first)).isEqualTo(letGo(0));
    assertThat(due(second)).isEqualTo(letGo(2 * HOUR));
    assertThat(due(third)).isEqualTo(letGo(32 * HOUR));
    assertThat(due(other)).isEqualTo(letGo(0));
    assertThat(due(nobody)).isEqualTo(letGo(0));
    // Nobody waits to join: its place is within a day.
    assertThat(due(resting)).isEqualTo(letGo(9 * HOUR));
    assertThat(job(resting).state()).isEqualTo(JobState.RESTING);
  }

  @Test
  @DisplayName("places given once outlive a restart")
  void once() {
    observed(waiting(APP, "first"), 2);
    GroupKey second = observed(waiting(APP, "second"), 1);
    policies = policies(Mode.ENFORCE, null, PER_DAY);
    restart();
    clock.advance(Duration.ofHours(1));
    restart();
    assertThat(due(second)).isEqualTo(letGo(HOUR));
  }

  @Test
  @DisplayName("a job that was due already is given its place, too: the service was down")
  void overdue() {
    observed(waiting(APP, "first"), 2);
    GroupKey second = observed(waiting(APP, "second"), 1);
    clock.advance(Duration.ofMillis(2 * REST));
    policies = policies(Mode.ENFORCE, null, PER_DAY);
    restart();
    assertThat(due(second)).isEqualTo(letGo(2 * HOUR));
  }

  @Test
  @DisplayName("gives a group its place whose run has failed and is to be tried again, or goes on")
  void underWay() {
    GroupKey failed = observed(waiting(APP, "failed"), 3);
    GroupKey running = observed(waiting(APP, "running"), 2);
    GroupKey begun = waiting(APP, "has meant somebody");
    GroupKey last = observed(waiting(APP, "last"), 1);
    clock.advance(Duration.ofMillis(REST));
    Task first = claim(failed);
    db.write(s -> JobTable.retry(s, first.job(), first.lease(), true, 1_000, "502"));
    Task second = claim(begun);
    db.write(s -> JobTable.retry(s, second.job(), second.lease(), true, 1_000, "502"));
    Task third = claim(running);
    policies = policies(Mode.ENFORCE, null, PER_DAY);
    restart();
    assertThat(db.<Long>write(s -> JobTable.placeMillis(s, third.job()))).isEqualTo(letGo(0));
    // Nothing brings it forward: its pause goes on.
    assertThat(due(failed)).isEqualTo(letGo(2 * HOUR));
    assertThat(due(last)).isEqualTo(letGo(5 * HOUR));
    assertThat(due(begun)).isEqualTo(1_000);
    assertThat(job(failed).run()).isEqualTo(first.run());
  }

  @Test
  @DisplayName("counts a group once that was running, and waits when its turn comes again")
  void countedOnce() {
    GroupKey running = observed(waiting(APP, "running"), 2);
    GroupKey last = observed(waiting(APP, "last"), 1);
    clock.advance(Duration.ofMillis(REST));
    Task task = claim(running);
    PolicyRollout letting =
        new PolicyRollout(policies(Mode.ENFORCE, null, PER_DAY), clock.instant());
    PolicyRollout ran = db.write(s -> letting.step(s, 100, true));
    db.write(s -> JobTable.retry(s, task.job(), task.lease(), false, 0, "stop"));
    PolicyRollout waited = db.write(s -> ran.step(s, 100, true));
    assertThat(waited.seen().members()).isEqualTo(3);
    assertThat(due(last)).isEqualTo(letGo(2 * HOUR));
  }

  @Test
  @DisplayName("keeps neither a run asked for by hand nor a restore back")
  void firstAnyway() {
    GroupKey asked = observed(waiting(APP, "asked"), 3);
    GroupKey back = observed(waiting(APP, "back"), 2);
    observed(waiting(APP, "another"), 5);
    db.write(
        s -> {
          RequestTable.ask(
              s, new Request("r1", asked, true, null, "alice", Instant.ofEpochMilli(s.now())));
          s.update(
              "INSERT INTO returnees (restore, sdk_app_id, group_id, account, run, join_time,"
                  + " last_activity, result) VALUES ('a', ?, ?, 'u', 'r', 0, 0, 'waiting')",
              back.sdkAppId(),
              back.groupId());
          JobTable.restore(s, back);
          return null;
        });
    policies = policies(Mode.ENFORCE, null, PER_DAY);
    restart();
    assertThat(List.of(due(asked), due(back))).containsOnly(letGo(0));
  }

  @Test
  @DisplayName("without a daily limit all go at once")
  void noLimit() {
    GroupKey first = observed(waiting(APP, "first"), 2);
    GroupKey second = observed(waiting(APP, "second"), 1);
    policies = policies(Mode.ENFORCE, null, null);
    restart();
    assertThat(List.of(due(first), due(second))).containsOnly(letGo(0));
  }

  @Test
  @DisplayName("only groups that are to be pruned get a place: an override may still observe")
  void overrides() {
    observed(waiting(APP, "first"), 2);
    GroupKey meeting = waiting(APP, "meeting");
    observed(meeting, "ChatRoom", 5);
    GroupKey last = observed(waiting(APP, "last"), 1);
    PolicySettings enforce = policy(Mode.ENFORCE, null, PER_DAY);
    policies =
        new PruneSettings(
            1,
            8,
            enforce,
            List.of(
                new PruneSettings.GroupOverride(
                    null, "ChatRoom", null, policy(Mode.OBSERVE, null, PER_DAY))));
    restart();
    assertThat(due(meeting)).isEqualTo(letGo(0));
    assertThat(due(last)).isEqualTo(letGo(2 * HOUR));
  }

  @Test
  @DisplayName("the moment enforceFrom passes is a change, while running and over a restart")
  void enforceFrom() {
    Instant moment = clock.instant().plus(Duration.ofHours(2));
    policies = policies(Mode.ENFORCE, moment, PER_DAY);
    restart();
    observed(waiting(APP, "first"), 12);
    GroupKey second = observed(waiting(APP, "second"), 1);
    assertThat(due(second)).isEqualTo(REST);
    clock.advance(Duration.ofHours(2));
    await().untilAsserted(() -> assertThat(due(second)).isEqualTo(letGo(12 * HOUR)));

    policies = policies(Mode.ENFORCE, clock.instant().plus(Duration.ofHours(1)), PER_DAY);
    PolicyChange watch = restart();
    assertThat(due(second)).isEqualTo(letGo(0));
    watch.stop();
    clock.advance(Duration.ofHours(1));
    restart();
    assertThat(due(second)).isEqualTo(letGo(12 * HOUR));
  }

  @Test
  @DisplayName("many jobs are let go in small steps, in one order")
  void steps() {
    List<GroupKey> groups = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      groups.add(observed(waiting(APP, "g" + i), 1));
    }
    policies = policies(Mode.ENFORCE, null, 24 * 60);
    restart();
    assertThat(groups).extracting(this::due).isSorted().doesNotHaveDuplicates();
    assertThat(due(groups.get(249))).isEqualTo(letGo(Duration.ofMinutes(249).toMillis()));
  }

  @Test
  @DisplayName("a step that the database carries out twice passes nobody over, and counts once")
  void twice() {
    List<GroupKey> groups = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      groups.add(observed(waiting(APP, "g" + i), 1));
    }
    policies = policies(Mode.ENFORCE, null, 24 * 60);
    again = groups.get(50);
    restart();
    assertThat(again).isNull();
    assertThat(groups).extracting(this::due).isSorted().doesNotHaveDuplicates();
    assertThat(due(groups.get(119))).isEqualTo(letGo(Duration.ofMinutes(119).toMillis()));
  }
}
