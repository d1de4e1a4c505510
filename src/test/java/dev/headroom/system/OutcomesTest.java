package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.event.Addresses;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run comes to when something holds it back: limits, brakes, consent, the group itself. */
class OutcomesTest {

  private static final int SEATS = 40;
  private static final int FREED = 5;

  private static final String POLICIES =
      """
      jobs: { lease: 30s }
      prune:
        mode: enforce
        freeSeats: 5
        cooldown: 100ms
        maxPerDay: off
        brake: 100%%
        groups:
          - { match: "day", cooldown: 3s, maxPerDay: { group: 8 } }
          - { sdkAppId: %d, maxPerDay: { app: 8 } }
          - { match: "too many", freeSeats: 60%%, brake: 50%% }
          - { match: "later", enforceFrom: 2999-01-01 }
          - { match: "opt out*", groupField: { key: headroom, consent: optOut } }
          - { match: "opt in*", groupField: { key: headroom, consent: optIn } }
      """;

  @TempDir private static Path folder;
  private static SandboxBackend backend;
  private static SandboxApp app;
  private static SandboxApp limited;
  private static NodeInProcess node;

  @BeforeAll
  static void start() throws Exception {
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    app = backend.app();
    limited =
        backend.addApp(
            app.sdkAppId() + 1,
            SandboxOptions.DEFAULT_IDENTIFIER,
            SandboxOptions.DEFAULT_SECRET_KEY);
    node = NodeInProcess.start(vertx, backend, folder, POLICIES.formatted(limited.sdkAppId()));
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
    assertThat(backend.breaches()).isEmpty();
  }

  private static SandboxGroup group(String id) {
    return NodeInProcess.fullGroup(app, id, GroupType.PUBLIC, SEATS);
  }

  /** The newest run of the group, when there are so many. */
  private static JsonObject run(SandboxGroup group, int runs) {
    return run(node, group, runs);
  }

  private static JsonObject run(NodeInProcess at, SandboxGroup group, int runs) {
    return at.api().newest(group.id(), runs);
  }

  private static String outcome(SandboxGroup group, int runs) {
    return run(group, runs).getString("outcome");
  }

  /** Of a group whose next run may follow soon. */
  private static String firstOutcome(SandboxGroup group) {
    return await()
        .until(
            () -> {
              List<JsonObject> runs = node.api().runs(group.id());
              return runs.isEmpty() ? null : runs.get(runs.size() - 1).getString("outcome");
            },
            Objects::nonNull);
  }

  private static List<ChatCall> callsAbout(SandboxGroup group) {
    return backend.calls().stream()
        .filter(
            call ->
                call.groupId().equals(group.id())
                    || call.body()
                        .getJsonArray("GroupIdList", new JsonArray())
                        .contains(group.id()))
        .toList();
  }

  /** A callback about a group that nobody can find full. */
  private static void callBack(SandboxGroup group) throws Exception {
    JsonObject body =
        new JsonObject()
            .put("CallbackCommand", "Group.CallbackAfterGroupFull")
            .put("GroupId", group.id());
    assertThat(NodeInProcess.result(app.callback(body, "Android").orElseThrow()).ok()).isTrue();
  }

  /** Newcomers take all seats; the last of them causes the callback. */
  private static void fill(SandboxGroup group, String who) {
    for (int i = 0; group.freeSeats() > 0; i++) {
      assertThat(group.tryJoin(who + i).joined()).isTrue();
    }
  }

  @Test
  @DisplayName("A group's limit of 24 hours counts over its runs")
  void limitOfTheGroup() throws Exception {
    SandboxGroup group = group("day");
    NodeInProcess.callBack(group);
    assertThat(outcome(group, 1)).isEqualTo("pruned");
    fill(group, "second");
    assertThat(run(group, 2).getInteger("removedCount")).isEqualTo(3);
    fill(group, "third");
    assertThat(outcome(group, 3)).isEqualTo("daily-limit");
    assertThat(group.deletedAccounts()).hasSize(8);
    assertThat(group.isFull()).isTrue();
  }

  @Test
  @DisplayName("An app's limit of 24 hours counts over its groups")
  void limitOfTheApp() throws Exception {
    int[] removed = {FREED, 3, 0};
    for (int i = 0; i < removed.length; i++) {
      SandboxGroup group = NodeInProcess.fullGroup(limited, "app" + i, GroupType.PUBLIC, SEATS);
      NodeInProcess.callBack(group);
      assertThat(firstOutcome(group)).isEqualTo(removed[i] > 0 ? "pruned" : "daily-limit");
      assertThat(group.deletedAccounts()).hasSize(removed[i]);
    }
  }

  @Test
  @DisplayName("A need beyond the brake removes nobody and says who would have gone")
  void braked() throws Exception {
    SandboxGroup group = group("too many");
    NodeInProcess.callBack(group);
    assertThatNobodyWent(group, "braked", SEATS * 6 / 10);
  }

  @Test
  @DisplayName("A lowered MaxMemberNum does not empty a group")
  void loweredLimit() throws Exception {
    SandboxGroup group = group("lowered").max(SEATS - 1);
    NodeInProcess.callBack(group);
    JsonObject run = run(group, 1);
    assertThat(run.getString("outcome")).isEqualTo("braked");
    assertThat(run.getString("note")).contains("MaxMemberNum");
    assertThat(group.memberNum()).isEqualTo(SEATS);
  }

  @Test
  @DisplayName("Until enforceFrom every run observes")
  void enforceFrom() throws Exception {
    SandboxGroup group = group("later");
    NodeInProcess.callBack(group);
    assertThatNobodyWent(group, "observed", FREED);
  }

  private static void assertThatNobodyWent(SandboxGroup group, String outcome, int wouldGo) {
    JsonObject run = run(group, 1);
    assertThat(run.getString("outcome")).isEqualTo(outcome);
    assertThat(run.getJsonArray("removed")).isEmpty();
    assertThat(run.getJsonArray("wouldRemove").stream().map(JsonObject.class::cast))
        .extracting(member -> member.getString("account"))
        .containsExactlyElementsOf(NodeInProcess.longestSilent(wouldGo));
    assertThat(group.memberNum()).isEqualTo(SEATS);
    assertThat(group.deletions()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "opt out 1, off, switched-off",
    "opt out 2, observe, observed",
    "opt out 3, nonsense, observed",
    "opt out 4, on, pruned",
    "opt out 5, , pruned",
    "opt in 1, , switched-off",
    "opt in 2, off, switched-off",
    "opt in 3, observe, observed",
    "opt in 4, on, pruned",
  })
  @DisplayName("A group's own field weakens the mode, and never strengthens it")
  void consent(String id, String value, String outcome) throws Exception {
    SandboxGroup group = group(id);
    if (value != null) {
      group.field("headroom", value);
    }
    NodeInProcess.callBack(group);
    assertThat(outcome(group, 1)).isEqualTo(outcome);
    assertThat(group.deletedAccounts()).hasSize(outcome.equals("pruned") ? FREED : 0);
  }

  @Test
  @DisplayName("A full topic is left alone, without a single REST call")
  void topic() throws Exception {
    SandboxGroup group = NodeInProcess.fullGroup(app, "@TGS#_topics", GroupType.COMMUNITY, SEATS);
    assertThat(NodeInProcess.result(group.topicFull("@TGS#_topics@TOPIC#_1").orElseThrow()).ok())
        .isTrue();
    assertThat(outcome(group, 1)).isEqualTo("topic");
    assertThat(callsAbout(group)).isEmpty();
  }

  @Test
  @DisplayName("A Community is left alone before its members are read")
  void community() throws Exception {
    SandboxGroup group =
        NodeInProcess.fullGroup(app, "@TGS#_community", GroupType.COMMUNITY, SEATS);
    NodeInProcess.callBack(group);
    assertThat(outcome(group, 1)).isEqualTo("unsupported-type");
    assertThat(callsAbout(group)).extracting(ChatCall::api).containsOnly("get_group_info");
  }

  @Test
  @DisplayName("An AVChatRoom, for which only others can ask, is left alone before a member page")
  void liveRoom() {
    SandboxGroup group = app.group("live", GroupType.AV_CHAT_ROOM);
    DeliveryOptions header =
        new DeliveryOptions().addHeader("sdkAppId", Long.toString(app.sdkAppId()));
    node.vertx().eventBus().publish(Addresses.GROUP_FULL, group.id(), header);
    assertThat(outcome(group, 1)).isEqualTo("unsupported-type");
    assertThat(callsAbout(group)).extracting(ChatCall::api).containsOnly("get_group_info");
  }

  @Test
  @DisplayName("A group that is gone is done")
  void gone() throws Exception {
    SandboxGroup group = group("gone");
    group.disband();
    callBack(group);
    assertThat(outcome(group, 1)).isEqualTo("group-gone");
  }

  @Test
  @DisplayName("With a clock a minute off nobody is removed, and the node is not ready")
  void clock(@TempDir Path other) throws Exception {
    Vertx vertx = Vertx.vertx();
    SandboxBackend ahead = NodeInProcess.backend(vertx);
    ahead.dateOffset(Duration.ofSeconds(60));
    NodeInProcess off =
        NodeInProcess.start(
            vertx, ahead, other, "jobs: { lease: 30s }\nprune: { mode: enforce }\n");
    try {
      assertThat(off.api().get("/health/ready").statusCode()).isEqualTo(200);
      SandboxGroup group = NodeInProcess.fullGroup(ahead.app(), "clock", GroupType.PUBLIC, SEATS);
      NodeInProcess.callBack(group);
      JsonObject run = run(off, group, 1);
      assertThat(run.getString("outcome")).isEqualTo("braked");
      assertThat(run.getString("note")).contains("clock");
      assertThat(group.deletions()).isEmpty();
      assertThat(off.api().get("/health/ready").statusCode()).isEqualTo(503);
      assertThat(off.api().get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      off.stop();
    }
  }
}
