package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Reason;
import dev.headroom.event.Removal;
import dev.headroom.event.Run;
import dev.headroom.event.Task;
import dev.headroom.jobs.JobTable;
import dev.headroom.ledger.Ledger;
import dev.headroom.prune.RunBook;
import dev.headroom.store.Postgres;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The limits of 24 hours")
class LimitsOfTwoNodesTest {

  private static final long APP = 1400000001L;
  private static final int LIMIT = 10;

  private final Vertx vertx = Vertx.vertx();
  private final List<Store> stores = new ArrayList<>();
  private final List<RunBook> books = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    Settings settings =
        SettingsLoader.parse(
            """
            apps:
              - { sdkAppId: 1400000001, identifier: admin, secretKey: key, callbackTokens: [token] }
            prune: { mode: enforce }
            """,
            "test.yaml",
            Map.of());
    String url = Postgres.shared().newDatabase();
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

  private Task running(String group) {
    GroupKey key = GroupKey.of(APP, group);
    return TestStore.done(
            stores
                .get(0)
                .write(
                    s -> {
                      long job = JobTable.accept(s, key, Cause.CALLBACK, 1).job();
                      return JobTable.claim(s, key, job, 60_000, 600_000);
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
    return book.intend(task, run, one, new RunBook.Terms(Duration.ofSeconds(5), 500, 500, LIMIT));
  }
}
