package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.event.Addresses;
import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.MemberRole;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How requests become runs and rests, and what the bus tells of both. */
class RequestsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEATS = 30;
  private static final int FREED = 5;
  private static final Duration COOLDOWN = Duration.ofSeconds(1);

  /** Longer than a callback takes, shorter than a call may. */
  private static final Duration HELD = Duration.ofSeconds(3);

  @TempDir private static Path folder;
  private static SandboxBackend backend;
  private static SandboxApp app;
  private static NodeInProcess node;
  private static EventBus bus;

  private static final List<JsonObject> PRUNED = new CopyOnWriteArrayList<>();
  private static final List<JsonObject> PRUNED_ONCE = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    app = backend.app();
    bus = vertx.eventBus();
    bus.<JsonObject>consumer(Addresses.GROUP_PRUNED, message -> PRUNED.add(message.body()));
    bus.<JsonObject>consumer(
        Addresses.GROUP_PRUNED_ONCE, message -> PRUNED_ONCE.add(message.body()));
    node =
        NodeInProcess.start(
            vertx,
            backend,
            folder,
            """
            jobs: { lease: 30s }
            prune: { mode: enforce, freeSeats: 5, cooldown: 1s, maxRest: 1m }
            """);
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
    assertThat(backend.breaches()).isEmpty();
  }

  private static SandboxGroup group(String id) {
    return NodeInProcess.fullGroup(app, id, GroupType.PUBLIC, SEATS);
  }

  private static void awaitRest(SandboxGroup group) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(node.api().job(group.id()))
                    .hasValueSatisfying(
                        job -> assertThat(job.getString("state")).isEqualTo("resting")));
  }

  private static List<String> outcomes(SandboxGroup group) {
    return node.api().runs(group.id()).stream().map(run -> run.getString("outcome")).toList();
  }

  private static Instant time(JsonObject object, String field) {
    return Instant.parse(object.getString(field));
  }

  private static long listsRead(SandboxGroup group) {
    return backend.calls("get_group_member_info").stream()
        .filter(call -> call.groupId().equals(group.id()))
        .filter(call -> call.body().getInteger("Offset") == 0)
        .count();
  }

  /** A callback about a group that may have room by now. */
  private static Future<CallbackReply> lateCallback(SandboxGroup group) {
    JsonObject body =
        new JsonObject()
            .put("CallbackCommand", "Group.CallbackAfterGroupFull")
            .put("GroupId", group.id());
    return app.callback(body, "Android").orElseThrow();
  }

  /** Does something once, at the first call of the group that fits. */
  private static void atCallOf(SandboxGroup group, String api, Consumer<ChatCall> action) {
    AtomicInteger left = new AtomicInteger(1);
    backend.afterCalls(
        call -> {
          boolean fits = call.api().equals(api) && isAbout(call, group);
          if (fits && left.getAndDecrement() == 1) {
            action.accept(call);
          }
        });
  }

  private static boolean isAbout(ChatCall call, SandboxGroup group) {
    return call.groupId().equals(group.id())
        || call.body().getJsonArray("GroupIdList", new JsonArray()).contains(group.id());
  }

  private static void assertTaken(List<Future<CallbackReply>> callbacks, int count)
      throws Exception {
    assertThat(callbacks).hasSize(count);
    for (Future<CallbackReply> callback : callbacks) {
      assertThat(NodeInProcess.result(callback).ok()).isTrue();
    }
  }

  @Test
  @DisplayName("A callback after a run's last look causes exactly one more run, after the rest")
  void afterTheLastLook() throws Exception {
    SandboxGroup group = group("after the last look");
    // The next look at the group after the delete is the last one; its answer waits for the rest.
    List<Future<CallbackReply>> late = new CopyOnWriteArrayList<>();
    atCallOf(
        group,
        "delete_group_member",
        delete -> {
          backend.inject(
              Fault.slowAfter(HELD).onApi("get_group_info").onGroup(group.id()).times(1));
          atCallOf(
              group,
              "get_group_info",
              look -> IntStream.range(0, 3).forEach(i -> late.add(lateCallback(group))));
        });
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(outcomes(group)).containsExactly("not-full-any-more", "pruned"));
    awaitRest(group);
    assertTaken(late, 3);
    assertThat(outcomes(group)).containsExactly("not-full-any-more", "pruned");
    List<JsonObject> runs = node.api().runs(group.id());
    assertThat(runs).extracting(run -> run.getInteger("times")).containsExactly(1, 1);
    assertThat(time(runs.get(0), "startedAt"))
        .isAfterOrEqualTo(time(runs.get(1), "finishedAt").plus(COOLDOWN));
    assertThat(listsRead(group)).isEqualTo(1);
    assertThat(group.deletedAccounts()).hasSize(FREED);
  }

  @Test
  @DisplayName("Callbacks before a run's last look cause no other run")
  void beforeTheLastLook() throws Exception {
    SandboxGroup group = group("before the last look");
    List<Future<CallbackReply>> during = new CopyOnWriteArrayList<>();
    backend.inject(
        Fault.slowBefore(HELD).onApi("delete_group_member").onGroup(group.id()).times(1));
    atCallOf(
        group,
        "get_group_member_info",
        page ->
            IntStream.range(0, 20)
                .mapToObj(i -> group.tryJoin("joiner" + i))
                .forEach(join -> during.add(join.callback().orElseThrow())));
    NodeInProcess.callBack(group);
    awaitRest(group);
    assertTaken(during, 20);
    assertThat(outcomes(group)).containsExactly("pruned");
    assertThat(node.api().runs(group.id()).get(0).getInteger("times")).isEqualTo(1);
    assertThat(listsRead(group)).isEqualTo(1);
  }

  @Test
  @DisplayName("A group with nobody to remove is left alone longer each time, in one ledger row")
  void restsGrow() throws Exception {
    SandboxGroup group = app.group("nobody", GroupType.PUBLIC).max(10);
    group.owner("owner").add(9, "admin", (member, i) -> member.role(MemberRole.ADMIN));
    for (int run = 1; run <= 3; run++) {
      int times = run;
      NodeInProcess.callBack(group);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(node.api().runs(group.id()))
                      .singleElement()
                      .satisfies(row -> assertThat(row.getInteger("times")).isEqualTo(times)));
      awaitRest(group);
      JsonObject row = node.api().runs(group.id()).get(0);
      assertThat(row.getString("outcome")).isEqualTo("nothing-to-prune");
      Duration rest =
          Duration.between(
              time(row, "lastAt"), time(node.api().job(group.id()).orElseThrow(), "dueAt"));
      Duration expected = COOLDOWN.multipliedBy(1L << (run - 1));
      // What the machine takes to write it down comes on top; that it grows is in the lower bound.
      assertThat(rest).isBetween(expected, expected.plusSeconds(6));
    }
  }

  @Test
  @DisplayName("group.full tells of every callback, and each message of .once finds one consumer")
  void groupFull() throws Exception {
    SandboxGroup group = group("@TGS#told \"on\" the bus");
    List<Message<String>> told = new CopyOnWriteArrayList<>();
    List<Message<String>> once = new CopyOnWriteArrayList<>();
    bus.<String>consumer(Addresses.GROUP_FULL, message -> add(told, group, message));
    bus.<String>consumer(Addresses.GROUP_FULL_ONCE, message -> add(once, group, message));
    bus.<String>consumer(Addresses.GROUP_FULL_ONCE, message -> add(once, group, message));
    Instant before = Instant.now();
    List<Future<CallbackReply>> replies =
        IntStream.range(0, 300).mapToObj(i -> lateCallback(group)).toList();
    for (Future<CallbackReply> reply : replies) {
      assertThat(NodeInProcess.result(reply).ok()).isTrue();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(callbacks(told)).isEqualTo(300);
              assertThat(callbacks(once)).isEqualTo(300);
            });
    assertThat(told.size()).isLessThan(300);
    String job = node.api().job(group.id()).orElseThrow().getLong("id").toString();
    for (Message<String> message : told) {
      MultiMap headers = message.headers();
      assertThat(headers.get("sdkAppId")).isEqualTo(Long.toString(app.sdkAppId()));
      assertThat(Instant.parse(headers.get("receivedAt"))).isBetween(before, Instant.now());
      assertThat(headers.get("job")).isEqualTo(job);
      assertThat(headers.get("node")).isNotEmpty();
      assertThat(headers.get("clientIp")).isEqualTo("127.0.0.1");
      assertThat(headers.get("platform")).isEqualTo("Android");
      assertThat(headers.contains("topicId")).isFalse();
    }
  }

  private static void add(
      List<Message<String>> messages, SandboxGroup group, Message<String> message) {
    if (group.id().equals(message.body())) {
      messages.add(message);
    }
  }

  private static int callbacks(List<Message<String>> messages) {
    return messages.stream()
        .mapToInt(message -> Integer.parseInt(message.headers().get("callbacks")))
        .sum();
  }

  @Test
  @DisplayName("group.pruned tells of a run once, with who went and why")
  void groupPruned() throws Exception {
    SandboxGroup group = group("pruned");
    NodeInProcess.callBack(group);
    awaitRest(group);
    await()
        .atMost(PATIENCE)
        .until(() -> !toldOf(PRUNED_ONCE, group).isEmpty() && !toldOf(PRUNED, group).isEmpty());
    assertThat(toldOf(PRUNED_ONCE, group)).isEqualTo(toldOf(PRUNED, group)).hasSize(1);
    JsonObject told = toldOf(PRUNED, group).get(0);
    JsonObject run = node.api().runs(group.id()).get(0);
    assertThat(told.fieldNames())
        .containsExactlyInAnyOrder(
            "version",
            "run",
            "sdkAppId",
            "groupId",
            "type",
            "cause",
            "outcome",
            "mode",
            "removedCount",
            "removed",
            "wouldRemove",
            "seats",
            "startedAt",
            "finishedAt");
    assertThat(told.getInteger("version")).isEqualTo(1);
    assertThat(told.getString("run")).isEqualTo(run.getString("id"));
    assertThat(told.getLong("sdkAppId")).isEqualTo(app.sdkAppId());
    assertThat(told.getString("type")).isEqualTo("Public");
    assertThat(told.getString("cause")).isEqualTo("callback");
    assertThat(told.getString("outcome")).isEqualTo("pruned");
    assertThat(told.getString("mode")).isEqualTo("enforce");
    assertThat(told.getInteger("removedCount")).isEqualTo(FREED);
    assertThat(told.getJsonArray("wouldRemove")).isEmpty();
    assertThat(told.getJsonObject("seats"))
        .isEqualTo(
            new JsonObject().put("max", SEATS).put("before", SEATS).put("after", SEATS - FREED));
    assertThat(time(told, "finishedAt")).isAfterOrEqualTo(time(told, "startedAt"));
    assertThat(told.getJsonArray("removed").stream().map(JsonObject.class::cast))
        .allMatch(member -> member.getString("reason").equals("inactive"))
        .allMatch(member -> time(member, "lastActivity").isBefore(Instant.now()))
        .extracting(member -> member.getString("account"))
        .containsExactlyElementsOf(NodeInProcess.longestSilent(FREED));
  }

  private static List<JsonObject> toldOf(List<JsonObject> messages, SandboxGroup group) {
    return messages.stream()
        .filter(message -> group.id().equals(message.getString("groupId")))
        .toList();
  }

  @Test
  @DisplayName("Another part of the application asks for room on group.full; nonsense is dropped")
  void foreignRequests() {
    SandboxGroup plain = group("asked for");
    SandboxGroup named = group("asked for by app");
    SandboxGroup wrong = group("asked for wrongly");
    bus.publish(Addresses.GROUP_FULL, new JsonObject().put("groupId", wrong.id()));
    bus.publish(Addresses.GROUP_FULL, "not\nan id");
    bus.publish(Addresses.GROUP_FULL, wrong.id(), of("999"));
    bus.publish(Addresses.GROUP_FULL, wrong.id(), of("many"));
    bus.publish(Addresses.GROUP_FULL, named.id(), of(Long.toString(app.sdkAppId())));
    bus.publish(Addresses.GROUP_FULL, plain.id());
    for (SandboxGroup group : List.of(plain, named)) {
      awaitRest(group);
      assertThat(node.api().runs(group.id()))
          .singleElement()
          .satisfies(
              run -> {
                assertThat(run.getString("cause")).isEqualTo("bus");
                assertThat(run.getString("outcome")).isEqualTo("pruned");
              });
      assertThat(group.deletedAccounts()).hasSize(FREED);
    }
    assertThat(node.api().job(wrong.id())).isEmpty();
    assertThat(node.api().job("not\nan id")).isEmpty();
  }

  private static DeliveryOptions of(String sdkAppId) {
    return new DeliveryOptions().addHeader("sdkAppId", sdkAppId);
  }
}
