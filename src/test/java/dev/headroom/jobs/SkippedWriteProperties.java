package dev.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.JobsSettings;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.store.DrivenStore;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * However the steps of intake, committing thread and run fall between each other: whoever was told
 * that a request is taken gets a look at the group that is later than the request.
 */
class SkippedWriteProperties {

  private static final long APP = 1400000001L;
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final JobsSettings SETTINGS =
      new JobsSettings(
          "", Duration.ofSeconds(5), Duration.ofSeconds(30), 10, 1_000_000, Duration.ofDays(1));

  private static Vertx vertx;
  private static DrivenStore store;
  private static Jobs jobs;
  private static int groups;

  enum Step {
    REQUEST,
    COMMIT,
    TELL,
    COMPLETE,
    CLAIM,
    NOTE_SEQ,
    LOOK,
    FINISH
  }

  @BeforeContainer
  static void open() throws SQLException {
    vertx = Vertx.vertx();
    store = new DrivenStore(CLOCK);
    jobs = new Jobs(vertx, store, SETTINGS, new Announcer(vertx, "node"));
  }

  @AfterContainer
  static void close() throws Exception {
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  @Property(tries = 2_000)
  @Label("Every request that was taken is followed by a later look")
  void followed(@ForAll @Size(min = 4, max = 60) List<Step> steps) {
    World world = new World(GroupKey.of(APP, "g" + groups++));
    steps.forEach(world::take);
    world.rest();
    assertThat(world.lastLook).as("the last look").isGreaterThanOrEqualTo(world.lastRequest);
  }

  /** One group, one node, its runs. */
  private static final class World {
    private final GroupKey key;
    private final List<Task> claimed = new ArrayList<>();
    private int time;
    private int lastRequest;
    private int lastLook;
    private long seqSeen = -1;
    private boolean looked;

    World(GroupKey key) {
      this.key = key;
    }

    void take(Step step) {
      time++;
      switch (step) {
        case REQUEST -> request();
        case COMMIT -> store.commit();
        case TELL -> store.tellOne();
        case COMPLETE -> store.completeOne();
        case CLAIM -> claim();
        case NOTE_SEQ -> note();
        case LOOK -> look();
        case FINISH -> finish();
      }
    }

    private void request() {
      assertThat(jobs.accept(new GroupFull(key, Instant.EPOCH, null, null, null)).failed())
          .isFalse();
      lastRequest = time;
    }

    private void claim() {
      Claims claims = new Claims(List.of(new Claims.App(APP, 0, 1)), 1, 30_000);
      jobs.claim(session -> claims.claim(session, due -> 600_000L))
          .onSuccess(done -> claimed.addAll(done.tasks()));
    }

    private void note() {
      if (!claimed.isEmpty() && seqSeen < 0) {
        store.read(s -> JobTable.seq(s, claimed.get(0).job())).onSuccess(seq -> seqSeen = seq);
      }
    }

    private void look() {
      if (seqSeen >= 0) {
        looked = true;
        lastLook = time;
      }
    }

    private void finish() {
      if (looked) {
        Task task = claimed.remove(0);
        long seen = seqSeen;
        store.write(s -> JobTable.finish(s, task.job(), task.lease(), seen, 0, 0));
        seqSeen = -1;
        looked = false;
      }
    }

    /** No more requests: what there is to do is done. */
    private void rest() {
      store.settle();
      do {
        if (claimed.isEmpty()) {
          claim();
          store.settle();
        }
        if (!claimed.isEmpty()) {
          take(Step.NOTE_SEQ);
          take(Step.LOOK);
          take(Step.FINISH);
          store.settle();
          claim();
          store.settle();
        }
      } while (!claimed.isEmpty());
    }
  }
}
