package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.Deletion;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.store.Postgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Two nodes on one PostgreSQL")
class NodesOnPostgresTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEATS = 40;

  /** A tenth is to be free afterwards. */
  private static final int FREED = 4;

  private static final String LINES =
      """
      jobs: { lease: 15s }
      chat: { timeout: 4s }
      prune:
        mode: enforce
        freeSeats: 10%
        maxPerDay: off
        cooldown: 30m
      """;

  @TempDir private Path folder;
  private final Vertx backendVertx = Vertx.vertx();
  private SandboxBackend backend;
  private DeleteWatch deletes;
  private final List<Vertx> machines = new ArrayList<>();
  private final List<NodeInProcess> nodes = new ArrayList<>();
  private final Map<String, AtomicInteger> told = new ConcurrentHashMap<>();

  @BeforeEach
  void open() throws Exception {
    backend = NodeInProcess.backend(backendVertx);
    deletes = DeleteWatch.on(backend);
  }

  @AfterEach
  void close() throws Exception {
    for (NodeInProcess node : nodes) {
      node.stopService();
    }
    for (Vertx machine : machines) {
      NodeInProcess.result(machine.close());
    }
    NodeInProcess.result(backend.close());
    NodeInProcess.result(backendVertx.close());
  }

  private void start(String url) throws Exception {
    for (int i = 0; i < 2; i++) {
      Vertx machine = Vertx.vertx();
      machines.add(machine);
      machine
          .eventBus()
          .<JsonObject>localConsumer(
              "group.pruned",
              message ->
                  told.computeIfAbsent(message.body().getString("run"), run -> new AtomicInteger())
                      .incrementAndGet());
      Path own = Files.createDirectory(folder.resolve("node" + i));
      nodes.add(NodeInProcess.start(machine, backend, own, url, LINES));
    }
  }

  private List<SandboxGroup> fullGroups(int count) {
    List<SandboxGroup> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(NodeInProcess.fullGroup(backend.app(), "g" + i, GroupType.PUBLIC, SEATS));
    }
    return groups;
  }

  /** Somebody tries to join; whether the callback was answered OK. */
  private boolean callBack(NodeInProcess node, SandboxGroup group) throws Exception {
    node.takeCallbacks();
    CallbackReply reply;
    int more = 5;
    do {
      Join join = group.tryJoin("late");
      if (!join.refused()) {
        group.leave("late");
        return true;
      }
      reply = NodeInProcess.result(join.callback().orElseThrow());
    } while (NodeInProcess.stoodStill(reply) && more-- > 0);
    return reply.ok();
  }

  private void assertPruned(List<SandboxGroup> groups) {
    for (SandboxGroup group : groups) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(group.deletedAccounts()).hasSizeGreaterThanOrEqualTo(FREED));
    }
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                nodes.get(0).api().jobs().stream()
                    .allMatch(job -> job.getString("state").equals("resting")));
    for (SandboxGroup group : groups) {
      assertThat(group.deletedAccounts())
          .as("%s", group)
          .containsExactlyInAnyOrderElementsOf(NodeInProcess.longestSilent(FREED));
      assertThat(group.deletions()).as("%s", group).allMatch(Deletion::wasMember);
    }
    assertThat(deletes.blindRepeats()).isEmpty();
  }

  @Test
  @DisplayName("Callbacks to both: every group is pruned exactly to its target, and told of once")
  void roundRobin() throws Exception {
    start(Postgres.shared().newDatabase());
    List<SandboxGroup> groups = fullGroups(30);
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < groups.size(); i++) {
        assertThat(callBack(nodes.get((i + round) % 2), groups.get(i))).isTrue();
      }
    }
    assertPruned(groups);
    List<JsonObject> pruned =
        nodes.get(1).api().runs().stream()
            .filter(run -> run.getString("outcome").equals("pruned"))
            .toList();
    assertThat(pruned).hasSize(groups.size());
    for (JsonObject run : pruned) {
      await()
          .untilAsserted(() -> assertThat(told.get(run.getString("id"))).as("%s", run).isNotNull());
    }
    assertThat(pruned).extracting(run -> told.get(run.getString("id")).get()).containsOnly(1);
  }

  @Test
  @DisplayName("A node that is told to stop leaves its groups to the other one at once")
  void stops() throws Exception {
    start(Postgres.shared().newDatabase());
    List<SandboxGroup> groups = fullGroups(20);
    for (SandboxGroup group : groups) {
      assertThat(callBack(nodes.get(1), group)).isTrue();
    }
    nodes.remove(1).stopService();
    assertPruned(groups);
  }

  @Test
  @DisplayName(
      "The database restarts under load: 503 and not ready until it is back, then all goes on")
  void restart() throws Exception {
    try (Postgres postgres = Postgres.start(folder.resolve("data"))) {
      start(postgres.newDatabase());
      List<SandboxGroup> groups = fullGroups(30);
      List<SandboxGroup> taken = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        if (callBack(nodes.get(i % 2), groups.get(i))) {
          taken.add(groups.get(i));
        }
      }
      postgres.stop();
      nodes.get(0).takeCallbacks();
      // Each is refused, and in time for Tencent: a machine that stands still spoils one of them.
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                CallbackReply reply =
                    NodeInProcess.result(groups.get(20).tryJoin("late").callback().orElseThrow());
                assertThat(reply.status()).isEqualTo(503);
                return reply.millis() < 2_000;
              });
      await().atMost(PATIENCE).until(() -> ready(nodes.get(0)) == 503);

      postgres.startAgain();
      await()
          .atMost(PATIENCE)
          .until(() -> ready(nodes.get(0)) == 200 && ready(nodes.get(1)) == 200);
      for (int i = 15; i < groups.size(); i++) {
        assertThat(callBack(nodes.get(i % 2), groups.get(i))).isTrue();
        taken.add(groups.get(i));
      }
      assertPruned(taken);
      for (NodeInProcess node : nodes) {
        node.stopService();
      }
      nodes.clear();
    }
  }

  private static int ready(NodeInProcess node) {
    return node.api().get("/health/ready").statusCode();
  }

  private JsonObject sweep(NodeInProcess node) {
    JsonObject all = new JsonObject(node.api().get("/api/sweep").body());
    return all.getJsonArray("items").getJsonObject(0);
  }

  @Test
  @DisplayName(
      "A search for full groups is one node's at a time, and either node tells how it goes")
  void sweepOfEither() throws Exception {
    start(Postgres.shared().newDatabase());
    fullGroups(1);
    Fault slow = backend.inject(Fault.slowBefore(Duration.ofSeconds(2)).onApi("get_group_info"));
    JsonObject report = new JsonObject().put("act", "report");
    assertThat(nodes.get(0).api().done(202, "/api/sweep", report).getInteger("started")).isOne();
    JsonObject going = sweep(nodes.get(1));
    assertThat(going.getString("state")).isEqualTo("running");
    assertThat(nodes.get(1).api().done(202, "/api/sweep", report).getInteger("started")).isZero();
    await().atMost(PATIENCE).until(() -> sweep(nodes.get(1)).getString("state").equals("done"));
    backend.clear(slow);
    JsonObject done = sweep(nodes.get(1));
    assertThat(done).isEqualTo(sweep(nodes.get(0)));
    assertThat(done.getString("startedAt")).isEqualTo(going.getString("startedAt"));
    assertThat(done.getJsonArray("findings").getJsonObject(0).getString("groupId")).isEqualTo("g0");
    assertThat(new JsonObject(nodes.get(1).api().get("/api/stats").body()).getJsonArray("sweeps"))
        .containsExactly(done);

    assertThat(nodes.get(1).api().done(202, "/api/sweep", report).getInteger("started")).isOne();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonObject last = sweep(nodes.get(0));
              return last.getString("state").equals("done")
                  && !last.equals(done)
                  && last.equals(sweep(nodes.get(1)));
            });
  }
}
