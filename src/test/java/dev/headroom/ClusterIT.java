package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three nodes as processes on a real PostgreSQL, with a simulated backend. How many groups call is
 * {@code -Dheadroom.groups}.
 */
@DisplayName("Three nodes")
class ClusterIT {

  private static final int GROUPS = Integer.getInteger("headroom.groups", 50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int ALLOWANCE = 30;

  private static final int SEATS = 400;

  /** 60 % of the seats: three delete calls a group. */
  private static final int FREED = 240;

  private static final String POLICY =
      "{ mode: enforce, freeSeats: 60%, brake: 100%, maxPerDay: off, maxPerRun: 10000 }";

  private static final String DELETE = "delete_group_member";

  /** So many groups are under way at a time. */
  private static final int UNDER_WAY = 10;

  @TempDir private static Path folder;
  private static Vertx vertx;
  private static SandboxBackend backend;
  private static DeleteWatch watch;
  private static Database database;
  private static Fleet fleet;

  private final long seed = Long.getLong("headroom.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    backend = Node.result(SandboxBackend.start(vertx));
    watch = DeleteWatch.on(backend);
    database = Database.start(vertx, folder.resolve("database"));
    fleet =
        new Fleet(
            folder,
            backend,
            POLICY,
            ALLOWANCE,
            List.of(database.fragileUrl(), database.url(), database.url()));
    // All at once, on an empty database.
    fleet.startAll();
  }

  @AfterAll
  static void close() throws Exception {
    fleet.close();
    database.close();
    Node.result(backend.close());
    Node.result(vertx.close());
  }

  @BeforeEach
  void allAreThere() throws Exception {
    fleet.startAll();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int node = 0; node < fleet.size(); node++) {
                assertThat(fleet.jar(node).api().get("/metrics").body())
                    .contains("headroom_nodes 3.0");
                assertThat(fleet.jar(node).api().get("/health/ready").statusCode()).isEqualTo(200);
              }
            });
  }

  private static SandboxGroup group(String id) {
    return Node.fullGroup(backend.app(), id, GroupType.PUBLIC, SEATS);
  }

  private static boolean isPruned(SandboxGroup group) {
    return group.deletions().size() >= FREED;
  }

  /** Runs of a group, as any node tells them. */
  private static List<JsonObject> runs(SandboxGroup group) {
    return fleet.jar(1).api().runs(group.id());
  }

  private static void assertEndedWell(SandboxGroup group) {
    List<JsonObject> runs = runs(group);
    assertThat(runs).as("runs of %s", group).hasSize(1);
    assertThat(runs.get(0).getString("outcome")).isEqualTo("pruned");
    assertThat(runs.get(0).getInteger("removedCount")).isEqualTo(FREED);
    assertThat(group.deletedAccounts())
        .as("deleted of %s", group)
        .hasSize(FREED)
        .doesNotHaveDuplicates();
    assertThat(group.deletions())
        .as("deletes for nothing in %s", group)
        .allMatch(deletion -> deletion.wasMember());
  }

  /** Of any API, in any second, since the nodes were started. */
  private static void assertWithinAllowance() {
    Map<String, Integer> most =
        backend.calls().stream()
            .map(ChatCall::api)
            .distinct()
            .collect(Collectors.toMap(api -> api, api -> backend.app().largestWindow(api)));
    assertThat(most)
        .isNotEmpty()
        .allSatisfy(
            (api, calls) -> assertThat(calls).as(api).isLessThanOrEqualTo(ALLOWANCE * 105 / 100));
  }

  @Test
  @DisplayName("of which one hears what another has accepted, and exactly one hears it once")
  void hooks() throws Exception {
    SandboxGroup group = group("heard");
    fleet.callbacksTo(1);
    Node.callBack(group);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int node = 0; node < fleet.size(); node++) {
                assertThat(heard(node, "group.full", group)).hasSize(1);
                assertThat(heard(node, "group.pruned", group)).hasSize(1);
              }
              assertThat(heardAnywhere("group.full.once", group)).hasSize(1);
              assertThat(heardAnywhere("group.pruned.once", group)).hasSize(1);
            });
    assertThat(heardAnywhere("group.full", group).stream().distinct())
        .as("told by the one that accepted it")
        .hasSize(1);
    assertEndedWell(group);
  }

  private static List<String> heard(int node, String address, SandboxGroup group) throws Exception {
    return fleet.heard(node).stream()
        .filter(line -> line.startsWith(address + " ") && line.contains(group.id()))
        .toList();
  }

  private static List<String> heardAnywhere(String address, SandboxGroup group) throws Exception {
    List<String> all = new ArrayList<>();
    for (int node = 0; node < fleet.size(); node++) {
      all.addAll(heard(node, address, group));
    }
    return all;
  }

  /** What becomes of the node that runs a job. */
  private enum Blow {
    KILLED {
      @Override
      void strike() {
        fleet.jar(0).kill();
      }

      @Override
      void heal() {
        // It is dead.
      }
    },
    FROZEN {
      @Override
      void strike() throws Exception {
        fleet.jar(0).freeze();
      }

      @Override
      void heal() throws Exception {
        fleet.jar(0).thaw();
      }
    },
    CUT_OFF_FROM_THE_DATABASE {
      @Override
      void strike() {
        database.cut();
      }

      @Override
      void heal() {
        database.heal();
      }
    };

    abstract void strike() throws Exception;

    abstract void heal() throws Exception;
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  @DisplayName(
      "take a run over from a node that is lost, and go on with it within the lease and 2 s")
  void takeover(Blow blow) throws Exception {
    // Long enough for the blow to come in the middle.
    Fault slow = backend.inject(Fault.slowAfter(Duration.ofMillis(400)).onApi(DELETE));
    SandboxGroup group = runBy(0, blow.name().toLowerCase(java.util.Locale.ROOT));
    String lost = database.holder(group.id());
    blow.strike();
    long struck = System.nanoTime();
    awaitAnotherHolder(group, lost);

    assertThat(Duration.ofNanos(System.nanoTime() - struck))
        .isLessThan(LEASE.plus(Duration.ofSeconds(2)));
    blow.heal();
    backend.clear(slow);
    await().atMost(PATIENCE).untilAsserted(() -> assertEndedWell(group));
    assertThat(watch.blindRepeats()).isEmpty();
    assertWithinAllowance();
  }

  private static void awaitAnotherHolder(SandboxGroup group, String before) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              String now = database.holder(group.id());
              return !now.isEmpty() && !now.equals(before);
            });
  }

  /** A group of which that node has deleted some members, and is deleting more. */
  private static SandboxGroup runBy(int node, String name) throws Exception {
    for (int i = 0; ; i++) {
      SandboxGroup group = group(name + i);
      double before = deletes(node);
      fleet.callbacksTo(node);
      Node.callBack(group);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> deletes(node) > before || isPruned(group));
      if (!isPruned(group)) {
        return group;
      }
      // Another node was quicker to claim it.
    }
  }

  private static double deletes(int node) {
    return fleet
        .jar(node)
        .api()
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("headroom_calls_") && line.contains(DELETE))
        .filter(line -> line.contains("_count") || line.contains("_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  @DisplayName("hand their jobs over at once when they are told to stop")
  void stops() throws Exception {
    Fault slow = backend.inject(Fault.slowAfter(Duration.ofMillis(400)).onApi(DELETE));
    SandboxGroup group = runBy(0, "stop");
    String before = database.holder(group.id());

    assertThat(fleet.jar(0).stop()).isZero();
    long left = System.nanoTime();
    awaitAnotherHolder(group, before);

    assertThat(Duration.ofNanos(System.nanoTime() - left)).isLessThan(Duration.ofMillis(1_500));
    backend.clear(slow);
    await().atMost(PATIENCE).untilAsserted(() -> assertEndedWell(group));
  }

  @Test
  @DisplayName("prune every acknowledged group exactly, whatever is killed, frozen or restarted")
  void anythingGoes() throws Exception {
    List<SandboxGroup> groups = new ArrayList<>();
    Map<SandboxGroup, Future<CallbackReply>> calls = new LinkedHashMap<>();
    Set<SandboxGroup> unheard = new HashSet<>();
    List<String> story = new ArrayList<>(List.of("-Dheadroom.seed=" + seed));
    try {
      int frozen = -1;
      for (int i = 0; i < GROUPS; i++) {
        SandboxGroup group = group("any" + i);
        groups.add(group);
        int target = callable(i % fleet.size(), frozen);
        fleet.callbacksTo(target);
        calls.put(group, group.tryJoin("late").callback().orElseThrow());
        switch (i % 25) {
          case 6, 18 -> {
            int victim = awake(frozen);
            story.add(i + ": killed " + victim);
            fleet.jar(victim).kill();
            fleet.jar(victim).exitCode();
            fleet.start(victim);
          }
          case 11 -> {
            frozen = awake(-1);
            story.add(i + ": froze " + frozen);
            fleet.jar(frozen).freeze();
          }
          case 23 -> {
            story.add(i + ": thawed " + frozen);
            fleet.jar(frozen).thaw();
            frozen = -1;
          }
          case 15 -> {
            story.add(i + ": restarted the database");
            database.restart();
          }
          default -> {
            // Only the next call.
          }
        }
        int atLeast = i - UNDER_WAY;
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(() -> settled(groups, calls, unheard) >= atLeast);
      }
      if (frozen >= 0) {
        fleet.jar(frozen).thaw();
      }
      fleet.startAll();
      for (Map.Entry<SandboxGroup, Future<CallbackReply>> call : calls.entrySet()) {
        if (!Node.result(call.getValue()).ok()) {
          unheard.add(call.getKey());
        }
      }
      story.add("calls that were not taken: " + unheard.size());
      for (SandboxGroup group : unheard) {
        fleet.callbacksTo(random.nextInt(fleet.size()));
        Join again = group.tryJoin("later");
        if (again.refused()) {
          assertThat(Node.result(again.callback().orElseThrow()).ok()).isTrue();
        }
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(groups).allMatch(ClusterIT::isPruned));
      await().atMost(PATIENCE).untilAsserted(() -> groups.forEach(ClusterIT::assertEndedWell));
      assertThat(watch.blindRepeats()).isEmpty();
      assertThat(backend.breaches()).isEmpty();
      assertWithinAllowance();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          String.join("\n", story) + "\n" + e.getMessage() + "\n" + fleet.story(), e);
    }
  }

  /** How many groups are pruned, or were refused and will call again. */
  private static long settled(
      List<SandboxGroup> groups,
      Map<SandboxGroup, Future<CallbackReply>> calls,
      Set<SandboxGroup> unheard) {
    calls.forEach(
        (group, reply) -> {
          if (reply.isComplete() && !reply.result().ok()) {
            unheard.add(group);
          }
        });
    return groups.stream().filter(group -> isPruned(group) || unheard.contains(group)).count();
  }

  /** As a load balancer does: that node, or the next one that has started. */
  private static int callable(int node, int frozen) {
    int tried = node;
    while (tried == frozen || !fleet.jar(tried).isReady()) {
      tried = (tried + 1) % fleet.size();
    }
    return tried;
  }

  /** Any node that runs, so that one other is left. */
  private int awake(int frozen) throws Exception {
    Set<Integer> nodes = new TreeSet<>();
    for (int node = 0; node < fleet.size(); node++) {
      if (node != frozen) {
        fleet.jar(node).awaitReady();
        nodes.add(node);
      }
    }
    return List.copyOf(nodes).get(random.nextInt(nodes.size()));
  }
}
