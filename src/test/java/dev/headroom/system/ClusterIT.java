package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
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
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration LEASE = Duration.ofSeconds(3);

  private static final String DELETE = "delete_group_member";

  /** A call that has just come has no body yet. */
  private static final JsonArray NONE = new JsonArray();

  /** Of what is timed. */
  private static final int TRIES = 3;

  /** So many groups are under way at a time. */
  private static final int UNDER_WAY = 10;

  @TempDir private static Path folder;
  private static Scene scene;
  private static SandboxBackend backend;
  private static Database database;
  private static Fleet fleet;

  private final long seed = Long.getLong("headroom.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @BeforeAll
  static void open() throws Exception {
    scene = Scene.open(folder, 3);
    backend = scene.backend();
    database = scene.database();
    fleet = scene.fleet();
    // All at once, on an empty database.
    fleet.startAll();
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
  }

  @BeforeEach
  void allAreThere() throws Exception {
    fleet.startAll();
    fleet.awaitNodes(fleet.size(), PATIENCE);
  }

  @Test
  @DisplayName("of which one hears what another has accepted, and exactly one hears it once")
  void hooks() throws Exception {
    SandboxGroup group = scene.group("heard");
    fleet.callbacksTo(1);
    NodeInProcess.callBack(group);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (int node = 0; node < fleet.size(); node++) {
                assertThat(fleet.heard(node, "group.full", group)).hasSize(1);
                assertThat(fleet.heard(node, "group.pruned", group)).hasSize(1);
              }
              assertThat(fleet.heardAnywhere("group.full.once", group)).hasSize(1);
              assertThat(fleet.heardAnywhere("group.pruned.once", group)).hasSize(1);
            });
    assertThat(fleet.heardAnywhere("group.full", group).stream().distinct())
        .as("told by the one that accepted it")
        .hasSize(1);
    scene.assertEndedWell(group);
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
    assertBestOf(
        TRIES, turn -> takenOver(blow, blow + " " + turn + " "), LEASE.plus(Duration.ofSeconds(2)));
  }

  private Optional<Duration> takenOver(Blow blow, String name) throws Exception {
    // Long enough for the blow to come in the middle.
    Fault slow = backend.inject(Fault.slowAfter(Duration.ofMillis(400)).onApi(DELETE));
    SandboxGroup group = runBy(0, name);
    String lost = database.holder(group.id());
    blow.strike();
    long struck = System.nanoTime();
    boolean other = awaitAnotherHolder(group, lost);
    Duration took = Duration.ofNanos(System.nanoTime() - struck);

    blow.heal();
    backend.clear(slow);
    await().atMost(PATIENCE).untilAsserted(() -> scene.assertEndedWell(group));
    assertThat(scene.blindRepeats()).isEmpty();
    scene.assertWithinAllowance();
    return other ? Optional.of(took) : Optional.empty();
  }

  /** Something that takes time, or was over before it could be timed. */
  private interface Timed {
    Optional<Duration> turn(int number) throws Exception;
  }

  /** A machine that stands still spoils one of them, not all. */
  private void assertBestOf(int tries, Timed timed, Duration most) throws Exception {
    List<Duration> took = new ArrayList<>();
    for (int i = 0; i < tries && took.stream().noneMatch(one -> one.compareTo(most) < 0); i++) {
      if (i > 0) {
        allAreThere();
      }
      timed.turn(i).ifPresent(took::add);
    }
    assertThat(took).as("the best of them").anyMatch(one -> one.compareTo(most) < 0);
  }

  /** False if the group was pruned before anybody else was seen to hold its job. */
  private static boolean awaitAnotherHolder(SandboxGroup group, String before) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              String now = database.holder(group.id());
              boolean other = !now.isEmpty() && !now.equals(before);
              return other || Scene.isPruned(group)
                  ? Optional.of(other)
                  : Optional.<Boolean>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /** A group of which that node has deleted some members, and is deleting more. */
  private static SandboxGroup runBy(int node, String name) throws Exception {
    for (int i = 0; ; i++) {
      SandboxGroup group = scene.group(name + i);
      double before = deletes(node);
      fleet.callbacksTo(node);
      NodeInProcess.callBack(group);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> deletes(node) > before || Scene.isPruned(group));
      if (!Scene.isPruned(group)) {
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
    assertBestOf(TRIES, turn -> handedOver("stop " + turn + " "), Duration.ofMillis(1_500));
  }

  private Optional<Duration> handedOver(String name) throws Exception {
    Fault slow = backend.inject(Fault.slowAfter(Duration.ofMillis(400)).onApi(DELETE));
    SandboxGroup group = runBy(0, name);
    String before = database.holder(group.id());

    assertThat(fleet.jar(0).stop()).isZero();
    long left = System.nanoTime();
    boolean other = awaitAnotherHolder(group, before);
    Duration took = Duration.ofNanos(System.nanoTime() - left);

    backend.clear(slow);
    await().atMost(PATIENCE).untilAsserted(() -> scene.assertEndedWell(group));
    return other ? Optional.of(took) : Optional.empty();
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
        SandboxGroup group = scene.group("any" + i);
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
        if (!NodeInProcess.result(call.getValue()).ok()) {
          unheard.add(call.getKey());
        }
      }
      story.add("calls that were not taken: " + unheard.size());
      for (SandboxGroup group : unheard) {
        fleet.callbacksTo(random.nextInt(fleet.size()));
        if (group.isFull()) {
          NodeInProcess.callBack(group);
        }
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(groups).allMatch(Scene::isPruned));
      await().atMost(PATIENCE).untilAsserted(() -> groups.forEach(scene::assertEndedWell));
      assertThat(scene.blindRepeats()).isEmpty();
      assertThat(backend.breaches()).isEmpty();
      scene.assertWithinAllowance();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          String.join("\n", story) + "\n" + e.getMessage() + "\n" + fleet.story(), e);
    }
  }

  @Test
  @DisplayName("look at a group after every OK, even of one that knows it to wait when it does not")
  void everyOkIsKept() throws Exception {
    List<SandboxGroup> groups = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      SandboxGroup group =
          NodeInProcess.fullGroup(backend.app(), "again" + i, GroupType.PUBLIC, 20);
      groups.add(group);
      fleet.callbacksTo(i % fleet.size());
      NodeInProcess.callBack(group);
    }
    // Each rests now. Its node learns that it waits for the end of that; any node then runs it.
    awaitRest(groups, Map.of());
    awaitRest(groups, callAgain(groups));
    Map<SandboxGroup, Long> last = callAgain(groups);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(groups).allMatch(group -> lastLook(group) > last.get(group)));
  }

  /** Each calls the node that it called before; when that was. */
  private static Map<SandboxGroup, Long> callAgain(List<SandboxGroup> groups) throws Exception {
    Map<SandboxGroup, Long> sent = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      fleet.callbacksTo(i % fleet.size());
      JsonObject body =
          new JsonObject()
              .put("CallbackCommand", "Group.CallbackAfterGroupFull")
              .put("GroupId", groups.get(i).id());
      sent.put(groups.get(i), System.nanoTime());
      CallbackReply reply =
          NodeInProcess.result(backend.app().callback(body, "Android").orElseThrow());
      assertThat(reply.ok()).as("%s", reply).isTrue();
    }
    return sent;
  }

  private static void awaitRest(List<SandboxGroup> groups, Map<SandboxGroup, Long> after) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(groups)
                    .allMatch(group -> lastLook(group) > after.getOrDefault(group, Long.MIN_VALUE))
                    .allMatch(group -> state(group).equals("resting")));
  }

  private static String state(SandboxGroup group) {
    return fleet.jar(1).api().job(group.id()).orElseThrow().getString("state");
  }

  /** When the newest reading of a group came, by the monotonic clock. */
  private static long lastLook(SandboxGroup group) {
    return backend.calls("get_group_info").stream()
        .filter(call -> call.body().getJsonArray("GroupIdList", NONE).contains(group.id()))
        .mapToLong(ChatCall::arrivedNanos)
        .max()
        .orElse(Long.MIN_VALUE);
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
    return groups.stream()
        .filter(group -> Scene.isPruned(group) || unheard.contains(group))
        .count();
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
