package dev.headroom.ledger;

import static dev.headroom.ledger.Runs.GROUP;
import static dev.headroom.ledger.Runs.START;
import static dev.headroom.ledger.Runs.end;
import static dev.headroom.ledger.Runs.members;
import static dev.headroom.ledger.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.event.Addresses;
import dev.headroom.event.GroupKey;
import dev.headroom.event.GroupPruned;
import dev.headroom.event.Outcome;
import dev.headroom.store.Change;
import dev.headroom.store.Database;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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
class PublisherTest {

  private static final Clock CLOCK = Clock.fixed(START.plusSeconds(86_400), ZoneOffset.UTC);

  @Parameter private Database database;
  @TempDir private Path folder;
  private Vertx vertx;
  private String url;
  private Store store;
  private final List<JsonObject> heard = new CopyOnWriteArrayList<>();
  private final List<JsonObject> heardOnce = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    vertx
        .eventBus()
        .<JsonObject>localConsumer(Addresses.GROUP_PRUNED, message -> heard.add(message.body()));
    for (int i = 0; i < 2; i++) {
      vertx
          .eventBus()
          .<JsonObject>localConsumer(
              Addresses.GROUP_PRUNED_ONCE, message -> heardOnce.add(message.body()));
    }
    url = database.url(folder);
    openStore();
  }

  private void openStore() {
    store = new TestStore(vertx, url, CLOCK).store();
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private GroupPruned finish(RunEnd end) throws Exception {
    return done(store.write(session -> RunEnds.finish(session, end)));
  }

  private void awaitAllTold() {
    await().until(() -> done(store.read(session -> Outbox.waiting(session, 1))).isEmpty());
  }

  @Test
  @DisplayName("A run is told to everybody, and to exactly one of those who share the work")
  void tells() throws Exception {
    Publisher publisher = new Publisher(vertx, store);
    publisher.start();
    done(store.write(session -> Ledger.intend(session, run("r"), members("a", "b"))));
    done(
        store.write(
            session -> {
              Ledger.settle(session, "r", 1, Map.of("a", Fate.REMOVED, "b", Fate.STAYED));
              return null;
            }));
    GroupPruned message = finish(end(run("r"), Outcome.PRUNED));
    publisher.wake();

    awaitAllTold();
    await().until(() -> heardOnce.size() == 1 && heard.size() == 1);
    assertThat(heard).containsExactly(message.toJson());
    assertThat(heardOnce).containsExactly(message.toJson());
    assertThat(heard.get(0).getInteger("removedCount")).isEqualTo(1);
    done(publisher.stop());
  }

  @Test
  @DisplayName("What was not told before the process ended is told by the next, all of it")
  void acrossReopen() throws Exception {
    for (int i = 0; i < 120; i++) {
      finish(end(run("r" + i, GroupKey.of(1, "g" + i), START), Outcome.NOTHING_TO_PRUNE));
    }
    done(store.close());
    openStore();
    Publisher publisher = new Publisher(vertx, store);
    publisher.start();

    awaitAllTold();
    await().until(() -> heard.size() == 120);
    assertThat(heard).extracting(message -> message.getString("run")).doesNotHaveDuplicates();
    done(publisher.stop());
  }

  @Test
  @DisplayName("What could not be marked as told is told again by the next process")
  void atLeastOnce() throws Exception {
    finish(end(run("r"), Outcome.NOTHING_TO_PRUNE));
    Publisher first = new Publisher(vertx, new ReadOnly(store));
    first.start();
    await().until(() -> heard.size() == 1);
    done(first.stop());
    done(store.close());
    openStore();
    Publisher second = new Publisher(vertx, store);
    second.start();

    awaitAllTold();
    await().until(() -> heard.size() == 2);
    assertThat(heard.get(1)).isEqualTo(heard.get(0));
    done(second.stop());
  }

  @Test
  @DisplayName("A store that fails for a while keeps nothing from being told")
  void heals() throws Exception {
    ReadOnly failing = new ReadOnly(store);
    Publisher publisher = new Publisher(vertx, failing);
    finish(end(run("r"), Outcome.NOTHING_TO_PRUNE));
    publisher.start();
    await().until(() -> heard.size() == 1);
    failing.healed = true;
    publisher.wake();
    awaitAllTold();
    done(publisher.stop());
  }

  @Test
  @DisplayName("A folded run is told again under the id of its row")
  void folded() throws Exception {
    Publisher publisher = new Publisher(vertx, store);
    publisher.start();
    finish(end(run("r1"), Outcome.OBSERVED, "a"));
    publisher.wake();
    awaitAllTold();
    finish(end(run("r2", GROUP, START.plusSeconds(60)), Outcome.OBSERVED, "a"));
    publisher.wake();
    awaitAllTold();

    await().until(() -> heard.size() == 2);
    assertThat(heard).extracting(message -> message.getString("run")).containsExactly("r1", "r1");
    assertThat(heard.get(1).getString("finishedAt")).isEqualTo(START.plusSeconds(62).toString());
    assertThat(heard.get(1).getJsonArray("wouldRemove")).hasSize(1);
    done(publisher.stop());
  }

  @Test
  @DisplayName("Nothing is told after the publisher was closed")
  void closed() throws Exception {
    Publisher publisher = new Publisher(vertx, store);
    publisher.start();
    done(publisher.stop());
    finish(end(run("r"), Outcome.NOTHING_TO_PRUNE));
    publisher.wake();
    done(publisher.stop());
    List<Outbox.Waiting> untold = done(store.read(session -> Outbox.waiting(session, 9)));
    assertThat(untold).hasSize(1);
    assertThat(heard).isEmpty();
  }

  @Test
  @DisplayName("Of two nodes each tells what it has taken; what one leaves untold the other tells")
  void twoNodes() throws Exception {
    assumeThat(database).isEqualTo(Database.POSTGRESQL);
    for (int i = 0; i < 120; i++) {
      finish(end(run("r" + i, GroupKey.of(1, "g" + i), START), Outcome.NOTHING_TO_PRUNE));
    }
    List<Outbox.Waiting> left = done(store.write(session -> Outbox.claim(session, 5, 10_000)));
    assertThat(left).hasSize(5);
    Store other = new TestStore(vertx, url, CLOCK).store();
    List<Publisher> publishers = List.of(new Publisher(vertx, store), new Publisher(vertx, other));
    publishers.forEach(Publisher::start);
    await().until(() -> done(store.read(s -> Outbox.waiting(s, 120))).size() == 5);
    for (Publisher publisher : publishers) {
      done(publisher.stop());
    }
    assertThat(heard).extracting(message -> message.getString("run")).hasSize(115);
    assertThat(heard).extracting(message -> message.getString("run")).doesNotHaveDuplicates();
    done(other.close());

    done(store.close());
    store = new TestStore(vertx, url, Clock.offset(CLOCK, Duration.ofSeconds(10))).store();
    Publisher later = new Publisher(vertx, store);
    later.start();
    awaitAllTold();
    await().until(() -> heard.size() == 120);
    done(later.stop());
  }

  @Test
  @DisplayName("Old runs are gone from the file soon after the start of the cleaning")
  void cleaned() throws Exception {
    finish(end(run("old"), Outcome.NOTHING_TO_PRUNE));
    Retention retention = new Retention(vertx, store, Duration.ofMillis(1), () -> Duration.ZERO);
    retention.start();
    await().until(() -> done(store.read(session -> RunHistory.find(session, "old"))).isEmpty());
    done(retention.stop());
  }

  /** The store of a process that dies before its writes. */
  private static final class ReadOnly implements Store {
    private final Store store;
    private volatile boolean healed;

    ReadOnly(Store store) {
      this.store = store;
    }

    @Override
    public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
      return healed
          ? store.write(change, committed)
          : Future.failedFuture(new IllegalStateException("no space left"));
    }

    @Override
    public <T> Future<T> read(Change<T> query) {
      return store.read(query);
    }

    @Override
    public Future<Void> close() {
      return store.close();
    }
  }
}
