package dev.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.JobsSettings;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.store.DrivenStore;
import dev.headroom.store.Session;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Two nodes share a table. One may think that a group waits while the other has claimed it, looked
 * at the group and finished: what it says OK to then must still be followed by a look.
 */
class FalseOkProperties {

  private static final long APP = 1400000001L;
  private static final long REST = 10_000;
  private static final JobsSettings SETTINGS =
      new JobsSettings(
          "", Duration.ofSeconds(5), Duration.ofHours(1), 10, 1_000_000, Duration.ofDays(1));

  private static final ManualClock CLOCK = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));

  private static Vertx vertx;
  private static List<DrivenStore> stores;
  private static final List<Jobs> NODES = new ArrayList<>();
  private static int groups;

  enum Step {
    REQUEST,
    REQUEST_OF_OTHER,
    SETTLE,
    COMMIT,
    TELL,
    COMPLETE,
    CLAIM,
    CLAIM_OF_OTHER,
    LOOK,
    FINISH,
    END_REST,
    RESTORE,
    SEE,
    LET_GO,
    A_MOMENT,
    A_WHILE
  }

  @BeforeContainer
  static void open() throws SQLException {
    vertx = Vertx.vertx();
    stores = DrivenStore.two(CLOCK);
    for (DrivenStore store : stores) {
      NODES.add(
          new Jobs(
              vertx,
              store,
              SETTINGS,
              new Announcer(vertx, "node"),
              () -> TimeUnit.MILLISECONDS.toNanos(CLOCK.millis())));
    }
  }

  @AfterContainer
  static void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Property(tries = 5_000)
  @Label("Every request that was taken, by whatever node, is followed by a later look")
  void followed(@ForAll @Size(min = 8, max = 80) List<Step> steps) {
    World world = new World(GroupKey.of(APP, "g" + groups++));
    steps.forEach(world::take);
    world.rest();
    assertThat(world.lastLook).as("the last look").isGreaterThanOrEqualTo(world.lastRequest);
  }

  @Example
  @Label("Also one that came while another node was letting groups go, slowly")
  void slowLetGo() {
    World world = new World(GroupKey.of(APP, "g" + groups++));
    List.of(
            Step.REQUEST,
            Step.SETTLE,
            Step.CLAIM,
            Step.SETTLE,
            Step.LOOK,
            Step.FINISH,
            Step.SETTLE,
            Step.REQUEST,
            Step.SETTLE,
            Step.SEE,
            Step.A_WHILE,
            Step.REQUEST,
            Step.SETTLE,
            Step.LET_GO,
            Step.SETTLE,
            Step.A_MOMENT,
            Step.A_MOMENT,
            Step.CLAIM_OF_OTHER,
            Step.SETTLE,
            Step.LOOK,
            Step.FINISH,
            Step.SETTLE,
            Step.REQUEST)
        .forEach(world::take);
    world.rest();
    assertThat(world.lastLook).as("the last look").isGreaterThanOrEqualTo(world.lastRequest);
  }

  /** One group, two nodes, its runs. */
  private static final class World {
    private final GroupKey key;
    private final List<Task> claimed = new ArrayList<>();
    private int time;
    private int lastRequest;
    private int lastLook;
    private long seqSeen = -1;
    private DueTimes.Found seen;
    private long soonest;

    World(GroupKey key) {
      this.key = key;
    }

    void take(Step step) {
      time++;
      switch (step) {
        case REQUEST -> request(0);
        case REQUEST_OF_OTHER -> request(1);
        case SETTLE -> stores.forEach(DrivenStore::settle);
        case COMMIT -> stores.forEach(DrivenStore::commit);
        case TELL -> stores.forEach(DrivenStore::tellOne);
        case COMPLETE -> stores.forEach(DrivenStore::completeOne);
        case CLAIM -> claim(0);
        case CLAIM_OF_OTHER -> claim(1);
        case LOOK -> look();
        case FINISH -> finish();
        case END_REST -> stores.get(1).write(s -> EndedRest.of(s, key));
        case RESTORE -> stores.get(1).write(this::restore);
        case SEE -> stores.get(1).read(this::see);
        case LET_GO -> stores.get(1).write(this::letGo);
        case A_MOMENT -> CLOCK.advance(Duration.ofMillis(300));
        case A_WHILE -> CLOCK.advance(Duration.ofMillis(1_500));
      }
    }

    private boolean restore(Session session) throws SQLException {
      JobTable.restore(session, key);
      return true;
    }

    /** What another node reads of a changed policy's groups, some time before it writes. */
    private boolean see(Session session) throws SQLException {
      long job = JobQueries.find(session, key).map(Job::id).orElse(0L);
      for (JobState state : List.of(JobState.WAITING, JobState.RESTING)) {
        DueTimes.toLetGo(session, state, job - 1, 1).stream()
            .filter(each -> each.job() == job)
            .forEach(each -> seen = each);
      }
      soonest = session.now() + session.noticeMillis();
      return true;
    }

    private boolean letGo(Session session) throws SQLException {
      if (seen != null) {
        long due = Math.min(seen.dueMillis(), soonest);
        DueTimes.letGo(session, List.of(new DueTimes.Due(seen, due)));
      }
      return true;
    }

    private void request(int node) {
      GroupFull event = new GroupFull(key, CLOCK.instant(), null, null, null);
      assertThat(NODES.get(node).accept(event).failed()).isFalse();
      lastRequest = time;
    }

    private void claim(int node) {
      Claims claims = new Claims(List.of(new Claims.App(APP, 0, 1)), 1, 3_600_000);
      NODES
          .get(node)
          .claim(session -> claims.claim(session, due -> 3_600_000L))
          .onSuccess(done -> claimed.addAll(done.tasks()));
    }

    private void look() {
      if (!claimed.isEmpty() && seqSeen < 0) {
        long job = claimed.get(0).job();
        stores.get(0).read(s -> JobTable.seq(s, job)).onSuccess(seq -> seqSeen = seq);
        lastLook = time;
      }
    }

    private void finish() {
      if (seqSeen >= 0) {
        Task task = claimed.remove(0);
        long seen = seqSeen;
        stores.get(1).write(s -> JobTable.finish(s, task.job(), task.lease(), seen, REST, 0));
        seqSeen = -1;
      }
    }

    /** No more requests: what there is to do is done. */
    private void rest() {
      for (int i = 0; i < 4; i++) {
        take(Step.SETTLE);
        take(Step.LOOK);
        take(Step.FINISH);
        take(Step.SETTLE);
        CLOCK.advance(Duration.ofMillis(2 * REST));
        take(Step.CLAIM);
      }
      take(Step.SETTLE);
      assertThat(claimed).as("still to do").isEmpty();
    }
  }
}
