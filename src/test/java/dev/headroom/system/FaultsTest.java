package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.headroom.sandbox.Deletion;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong at the backend heals, and nobody goes who would have stayed. One node serves an
 * app for each fault, so that all of them heal side by side and none disturbs another.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int SEATS = 40;
  private static final int FREED = 5;

  private static final String DELETE = "delete_group_member";
  private static final String MEMBERS = "get_group_member_info";
  private static final List<String> READS =
      List.of(
          "get_group_info",
          MEMBERS,
          "get_specified_group_member_info",
          "query_online_status",
          "get_role_in_group");

  /** A call is tried three times before a run fails; this makes the run itself fail, too. */
  private static final int READS_STRUCK = 4;

  private static final Duration LATE = Duration.ofSeconds(2);
  private static final List<Integer> FREQUENCY =
      List.of(10006, 10023, 60007, 60011, 60018, 60019, 90057);
  private static final List<Integer> PASSING =
      List.of(
          10002, 20004, 20005, 60008, 60013, 60014, 70169, 70202, 70500, 90992, 90994, 90995,
          91000);
  private static final List<Integer> SIGN_ANEW = List.of(60004, 60005, 70001);

  @TempDir private static Path folder;
  private static SandboxBackend backend;
  private static DeleteWatch watch;
  private static NodeInProcess node;
  private static final Map<String, Healing> HEALING = new LinkedHashMap<>();
  private static final List<SandboxGroup> SICK = new ArrayList<>();
  private static Fault sickness;
  private static SandboxGroup refused;
  private static Fault refusal;
  private static SandboxGroup badAccount;
  private static SandboxApp usedUp;
  private static final List<SandboxGroup> USED_UP = new ArrayList<>();

  /** A group of an app that a fault strikes a few times. */
  private record Healing(SandboxGroup group, Fault fault, int times) {}

  /** Faults are warned of, as they should be; here they would be hundreds of lines. */
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.headroom");

  @BeforeAll
  static void start() throws Exception {
    LOG.setLevel(Level.ERROR);
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    watch = DeleteWatch.on(backend);
    faultsThatPass();
    SandboxApp sick = app();
    for (int i = 0; i < 3; i++) {
      SICK.add(group(sick, "sick" + i));
    }
    sickness = backend.inject(Fault.badGateway().onApp(sick.sdkAppId()));
    SandboxApp refusing = app();
    refused = group(refusing, "refused");
    refusal = backend.inject(Fault.errorCode(10004).onApp(refusing.sdkAppId()).onApi(DELETE));
    SandboxApp picky = app();
    badAccount = group(picky, "bad account");
    backend.inject(Fault.errorCode(10019).onApp(picky.sdkAppId()).onApi(DELETE).onAccount("m3"));
    usedUp = app();
    for (int i = 0; i < 3; i++) {
      USED_UP.add(group(usedUp, "used up" + i));
    }
    backend.inject(Fault.errorCode(60028).onApp(usedUp.sdkAppId()));
    node =
        NodeInProcess.start(
            vertx,
            backend,
            folder,
            """
            jobs: { maxAttempts: 3 }
            chat: { timeout: 4s }
            prune: { mode: enforce, concurrency: 500, freeSeats: 5 }
            """);
    for (SandboxApp app : backend.apps()) {
      for (SandboxGroup group : app.groups()) {
        NodeInProcess.callBack(group);
      }
    }
  }

  private static void faultsThatPass() {
    for (String api : READS) {
      int times = api.equals(MEMBERS) ? 2 * READS_STRUCK - 1 : READS_STRUCK;
      transport(api, times);
      heals("a hang", api, 2, Fault::hang);
      FREQUENCY.forEach(code -> heals(code, api, times));
      PASSING.forEach(code -> heals(code, api, times));
      SIGN_ANEW.forEach(code -> heals(code, api, 1));
    }
    heals(10018, MEMBERS, 2);
    transport(DELETE, 2);
    FREQUENCY.forEach(code -> heals(code, DELETE, 2));
    PASSING.forEach(code -> heals(code, DELETE, 2));
    SIGN_ANEW.forEach(code -> heals(code, DELETE, 1));
    heals("a hang", DELETE, 1, Fault::hang);
    heals("a reset after the effect", DELETE, 1, Fault::resetAfterEffect);
    heals("a hang after the effect", DELETE, 1, () -> Fault.hang().withEffect());
    heals("a late effect after a reset", DELETE, 1, () -> Fault.reset().withEffectAfter(LATE));
    heals("a late effect after a hang", DELETE, 1, () -> Fault.hang().withEffectAfter(LATE));
    heals("a late effect after a 502", DELETE, 1, () -> Fault.badGateway().withEffectAfter(LATE));
    heals("a late effect after an OK", DELETE, 1, () -> Fault.lateEffect(LATE));
    heals(
        "a late effect after 60008", DELETE, 1, () -> Fault.errorCode(60008).withEffectAfter(LATE));
    heals("10002 after the effect", DELETE, 1, () -> Fault.errorCode(10002).withEffect());
  }

  private static void transport(String api, int times) {
    heals("a reset", api, times, Fault::reset);
    heals("a 502", api, times, Fault::badGateway);
    heals("HTML", api, times, Fault::html);
    heals("half a JSON document", api, times, Fault::halfJson);
  }

  private static void heals(int code, String api, int times) {
    heals(Integer.toString(code), api, times, () -> Fault.errorCode(code));
  }

  private static void heals(String what, String api, int times, Supplier<Fault> fault) {
    SandboxApp app = app();
    String name = what + " of " + api;
    SandboxGroup group = group(app, "g" + app.sdkAppId());
    Fault injected = backend.inject(fault.get().onApp(app.sdkAppId()).onApi(api).times(times));
    HEALING.put(name, new Healing(group, injected, times));
  }

  private static SandboxApp app() {
    long id = SandboxOptions.DEFAULT_SDK_APP_ID + backend.apps().size();
    return backend.addApp(id, SandboxOptions.DEFAULT_IDENTIFIER, SandboxOptions.DEFAULT_SECRET_KEY);
  }

  private static SandboxGroup group(SandboxApp app, String id) {
    return NodeInProcess.fullGroup(app, id, GroupType.PUBLIC, SEATS);
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
    LOG.setLevel(null);
  }

  private static void awaitRest(List<SandboxGroup> groups) {
    Set<String> ids = groups.stream().map(SandboxGroup::id).collect(Collectors.toSet());
    await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () ->
                assertThat(node.api().jobs())
                    .filteredOn(job -> ids.contains(job.getString("groupId")))
                    .allMatch(job -> job.getString("state").equals("resting"), "rests"));
  }

  private static String state(String groupId) {
    return job(groupId).getString("state");
  }

  private static JsonObject job(String groupId) {
    return node.api().job(groupId).orElseThrow();
  }

  private static void assertPruned(SandboxGroup group, List<String> gone) {
    assertThat(group.deletedAccounts()).containsExactlyInAnyOrderElementsOf(gone);
    assertThat(group.deletions()).allMatch(Deletion::wasMember);
    List<JsonObject> runs = node.api().runs(group.id());
    assertThat(runs).extracting(run -> run.getString("outcome")).containsExactly("pruned");
    JsonObject run = node.api().run(runs.get(0).getString("id"));
    assertThat(run.getInteger("removedCount")).isEqualTo(gone.size());
    assertThat(run.getJsonArray("removed").stream().map(JsonObject.class::cast))
        .filteredOn(member -> member.getString("fate").equals("removed"))
        .extracting(member -> member.getString("account"))
        .containsExactlyInAnyOrderElementsOf(gone);
  }

  @TestFactory
  @DisplayName("A fault that passes heals: the group is pruned to its target, nobody else goes")
  Stream<DynamicTest> heals() {
    awaitRest(healing());
    return HEALING.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> assertHealed(each.getValue())));
  }

  private static List<SandboxGroup> healing() {
    return HEALING.values().stream().map(Healing::group).toList();
  }

  private static void assertHealed(Healing healing) {
    assertThat(healing.fault().hits()).isEqualTo(healing.times());
    assertPruned(healing.group(), NodeInProcess.longestSilent(FREED));
  }

  @Test
  @Order(1)
  @DisplayName("A sick app is parked without a failed attempt, and goes on when it is well again")
  void sickApp() {
    // Three groups, two calls each, three times each; what comes after them are probes.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                sickness.hits() > 3 * 2 * SICK.size()
                    && healing().stream().anyMatch(group -> state(group.id()).equals("resting")));
    for (SandboxGroup group : SICK) {
      JsonObject job = job(group.id());
      assertThat(job.getInteger("attempts")).isZero();
      assertThat(group.memberNum()).isEqualTo(SEATS);
    }
    backend.clear(sickness);
    awaitRest(SICK);
    for (SandboxGroup group : SICK) {
      assertPruned(group, NodeInProcess.longestSilent(FREED));
    }
  }

  @Test
  @DisplayName("A group that is always refused is given up with its cause; a callback revives it")
  void refusedForEver() throws Exception {
    await().atMost(PATIENCE).until(() -> state(refused.id()).equals("dead"));
    assertThat(job(refused.id()).getString("deadCause")).contains("10004");
    assertThat(node.api().runs(refused.id()))
        .singleElement()
        .satisfies(
            run -> {
              assertThat(run.getString("outcome")).isEqualTo("failed");
              assertThat(run.getString("note")).contains("10004");
            });
    assertThat(refusal.hits()).isEqualTo(1);
    assertThat(refused.memberNum()).isEqualTo(SEATS);
    backend.clear(refusal);
    NodeInProcess.callBack(refused);
    awaitRest(List.of(refused));
    assertThat(refused.deletedAccounts())
        .containsExactlyInAnyOrderElementsOf(NodeInProcess.longestSilent(FREED));
    assertThat(node.api().runs(refused.id()))
        .extracting(run -> run.getString("outcome"))
        .containsExactly("pruned", "failed");
  }

  @Test
  @DisplayName("An account that Chat cannot handle stays alone; the others go")
  void badAccount() {
    awaitRest(List.of(badAccount));
    assertPruned(badAccount, List.of("m1", "m2", "m4", "m5", "m6"));
  }

  @Test
  @DisplayName("When the trial quota is used up the app waits, without a storm of calls")
  void usedUp() {
    await().atMost(PATIENCE).until(() -> USED_UP.stream().anyMatch(FaultsTest::waitsForLong));
    // By the time other apps are done, any storm would have come.
    awaitRest(healing());
    for (SandboxGroup group : USED_UP) {
      assertThat(state(group.id())).isEqualTo("waiting");
      assertThat(job(group.id()).getInteger("attempts")).isZero();
      assertThat(group.memberNum()).isEqualTo(SEATS);
    }
    long calls =
        backend.calls().stream().filter(call -> call.sdkAppId() == usedUp.sdkAppId()).count();
    // The group and its first page, which the paging asks for once more.
    assertThat(calls).isLessThanOrEqualTo(3L * USED_UP.size());
  }

  private static boolean waitsForLong(SandboxGroup group) {
    return Instant.parse(job(group.id()).getString("dueAt"))
        .isAfter(Instant.now().plus(Duration.ofMinutes(20)));
  }

  @Test
  @DisplayName("No rule of the wire is broken, and no delete is repeated blind")
  void cleanly() {
    awaitRest(healing());
    assertThat(watch.blindRepeats()).isEmpty();
    assertThat(backend.breaches()).isEmpty();
    assertThat(backend.callbackReplies())
        .filteredOn(reply -> !reply.ok())
        .allMatch(NodeInProcess::stoodStill, "was refused because the machine stood still");
  }
}
