package dev.headroom.jobs;

import static dev.headroom.jobs.Fixtures.APP;
import static dev.headroom.jobs.Fixtures.full;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Change;
import dev.headroom.store.Postgres;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two stores on one PostgreSQL database, as two nodes have them. */
class TwoNodesTest {

  private static final GroupKey GROUP = GroupKey.of(APP, "@TGS#1");
  private static final long LEASE = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private final String url = Postgres.shared().newDatabase();
  private final List<Store> stores = new ArrayList<>();
  private final List<Jobs> nodes = new ArrayList<>();

  @BeforeEach
  void open() {
    for (int i = 0; i < 2; i++) {
      Store store = Store.open(vertx, url, Clock.systemUTC());
      stores.add(store);
      Jobs jobs = new Jobs(vertx, store, Fixtures.jobs(), new Announcer(vertx, "node" + i));
      TestStore.done(jobs.start());
      nodes.add(jobs);
    }
  }

  @AfterEach
  void close() throws Exception {
    nodes.forEach(Jobs::stop);
    stores.forEach(store -> TestStore.done(store.close()));
    vertx.close().await(60, TimeUnit.SECONDS);
  }

  private List<Task> claim(int node, int free) {
    Claims claims = new Claims(List.of(new Claims.App(APP, 0, free)), free, LEASE);
    return TestStore.done(nodes.get(node).claim(s -> claims.claim(s, key -> 600_000))).tasks();
  }

  /** Waits for what is due: the clock as one connection knows it is late by its round trip. */
  private Task claimOne(int node) {
    return await().until(() -> claim(node, 1), tasks -> !tasks.isEmpty()).get(0);
  }

  private <T> T write(int node, Change<T> change) {
    return TestStore.done(stores.get(node).write(change));
  }

  @Test
  @DisplayName("Under callbacks and claims on both sides no job runs twice and no request is lost")
  void storm() throws Exception {
    int groups = 60;
    Map<Long, String> running = new ConcurrentHashMap<>();
    Map<GroupKey, AtomicInteger> clock = new ConcurrentHashMap<>();
    Map<GroupKey, Integer> requested = new ConcurrentHashMap<>();
    Map<GroupKey, Integer> looked = new ConcurrentHashMap<>();
    Set<String> wrong = ConcurrentHashMap.newKeySet();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int node = i;
      for (int worker = 0; worker < 2; worker++) {
        Random random = new Random(node * 10 + worker);
        threads.add(
            new Thread(
                () -> {
                  for (int call = 0; call < 150; call++) {
                    GroupKey key = GroupKey.of(APP, "g" + random.nextInt(groups));
                    int now =
                        clock.computeIfAbsent(key, k -> new AtomicInteger()).incrementAndGet();
                    TestStore.done(nodes.get(node).accept(full(key)));
                    requested.merge(key, now, Math::max);
                  }
                }));
        threads.add(
            new Thread(
                () -> {
                  for (int round = 0; round < 60; round++) {
                    for (Task task : claim(node, 1 + random.nextInt(8))) {
                      if (running.put(task.job(), task.lease()) != null) {
                        wrong.add("claimed twice: " + task.key());
                      }
                      run(node, task, clock, looked, running, random.nextInt(40));
                    }
                  }
                }));
      }
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join(60_000);
      assertThat(thread.isAlive()).isFalse();
    }
    await()
        .until(
            () -> {
              for (Task task : claim(0, 50)) {
                run(1, task, clock, looked, running, 0);
              }
              return write(0, JobQueries::counts).get(JobState.WAITING) == 0;
            });
    assertThat(wrong).isEmpty();
    assertThat(requested).hasSizeGreaterThan(groups / 2);
    requested.forEach((key, time) -> assertThat(looked.get(key)).isGreaterThanOrEqualTo(time));
  }

  private void run(
      int node,
      Task task,
      Map<GroupKey, AtomicInteger> clock,
      Map<GroupKey, Integer> looked,
      Map<Long, String> running,
      int restMillis) {
    long seen = write(node, s -> JobTable.seq(s, task.job()));
    looked.merge(task.key(), clock.get(task.key()).incrementAndGet(), Math::max);
    running.remove(task.job());
    boolean held =
        write(node, s -> JobTable.finish(s, task.job(), task.lease(), seen, restMillis, 0));
    assertThat(held).isTrue();
  }

  @Test
  @DisplayName("A node that thinks a group waits, while another has finished it, says no false OK")
  void falseOk() {
    TestStore.done(nodes.get(0).accept(full(GROUP)));
    Task first = claimOne(0);
    write(0, s -> JobTable.finish(s, first.job(), first.lease(), first.seq(), 30_000, 0));
    // It waits for 30 s: answered without a write, but only for a moment, which may be over by now.
    await()
        .until(
            () -> {
              TestStore.done(nodes.get(0).accept(full(GROUP)));
              return nodes.get(0).accept(full(GROUP)).succeeded();
            });

    write(1, s -> EndedRest.of(s, GROUP));
    Task second = claimOne(1);
    write(1, s -> JobTable.finish(s, second.job(), second.lease(), second.seq(), 60_000, 0));
    assertThat(state()).isEqualTo(JobState.RESTING);
    TestStore.done(nodes.get(0).accept(full(GROUP)));
    assertThat(state()).isEqualTo(JobState.WAITING);
  }

  private JobState state() {
    return write(0, s -> JobQueries.find(s, GROUP)).orElseThrow().state();
  }

  @Test
  @DisplayName("A job whose lease ran out goes on elsewhere as the same run; its old lease is void")
  void takeover() {
    TestStore.done(nodes.get(0).accept(full(GROUP)));
    Task lost = claimOne(0);
    assertThat(claim(1, 1)).isEmpty();
    write(0, s -> Leases.renew(s, List.of(lost), 300));
    Task taken = claimOne(1);

    assertThat(taken.run()).isEqualTo(lost.run());
    assertThat(taken.resumed()).isTrue();
    boolean held = write(0, s -> JobTable.holds(s, lost.job(), lost.lease(), 0));
    assertThat(held).isFalse();
    List<Task> others = write(0, s -> Leases.renew(s, List.of(lost), LEASE));
    assertThat(others).containsExactly(lost);
  }

  @Test
  @DisplayName("Batches of both nodes over the same rows in any order never wait for each other")
  void noDeadlock() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, 200).boxed().toList());
    Set<GroupKey> all =
        order.stream().map(i -> GroupKey.of(APP, "g" + i)).collect(Collectors.toSet());
    AtomicInteger tries = new AtomicInteger();
    for (int round = 0; round < 10; round++) {
      List<Future<?>> replies = new ArrayList<>();
      for (Jobs node : nodes) {
        Collections.shuffle(order, new Random(round));
        Collections.reverse(order);
        order.forEach(i -> replies.add(node.accept(full(GroupKey.of(APP, "g" + i)))));
        replies.add(
            stores
                .get(round % 2)
                .write(
                    session -> {
                      tries.incrementAndGet();
                      return letGo(session);
                    }));
        replies.add(
            stores
                .get((round + 1) % 2)
                .write(
                    session -> {
                      tries.incrementAndGet();
                      JobTable.restore(session, all);
                      return null;
                    }));
      }
      TestStore.done(Future.all(replies));
    }
    // Whoever waits in a circle is tried again.
    assertThat(tries).hasValue(10 * 2 * 2);
    Optional<Job> job = write(0, s -> JobQueries.find(s, GroupKey.of(APP, "g7")));
    assertThat(job).isPresent();
  }

  /** What a changed policy does to a hundred rows at once. */
  private static PolicyRollout letGo(Session session) throws SQLException {
    PruneSettings policies = new PruneSettings(1, 8, Fixtures.policy("h"), List.of());
    return new PolicyRollout(policies, Instant.now()).step(session, 100, true);
  }
}
