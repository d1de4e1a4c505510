package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.MemberRole;
import dev.headroom.sandbox.Presence;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.store.Database;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator can do through the management port, and what that does to the groups. */
@ParameterizedClass
@EnumSource(Database.class)
class OperatorTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEATS = 30;
  private static final int FREED = 5;
  private static final String POLICIES =
      """
      jobs: { lease: 30s, maxAttempts: 1 }
      prune:
        mode: enforce
        freeSeats: 5
        cooldown: 1h
        maxRest: 6h
        maxPerDay: off
        groups:
          - { match: "watched*", mode: observe, groupField: { key: headroom, consent: optOut } }
          - { match: "off*", mode: off, groupField: { key: headroom, consent: optOut } }
          - { match: "large*", freeSeats: 250, brake: 100% }
          - { match: "braked*", brake: 1 }
          - { match: "many*", freeSeats: 600, brake: 10, maxPerRun: 1000 }
          - { match: "limited*", brake: 1, maxPerDay: { group: 2 } }
      """;

  @TempDir private static Path folder;
  @Parameter private Database database;
  private static SandboxBackend backend;
  private static SandboxApp app;
  private static NodeInProcess node;

  @BeforeParameterizedClassInvocation
  static void start(Database database) throws Exception {
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    app = backend.app();
    Path own = Files.createDirectory(folder.resolve(database.name()));
    node = NodeInProcess.start(vertx, backend, own, database.url(own), POLICIES);
  }

  @AfterEach
  void resume() {
    node.api().post("/api/resume", new JsonObject());
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    node.stop();
    assertThat(backend.breaches()).isEmpty();
  }

  private static SandboxGroup group(String id) {
    return NodeInProcess.fullGroup(app, id, GroupType.PUBLIC, SEATS);
  }

  private static String path(SandboxGroup group, String call) {
    String id = URLEncoder.encode(group.id(), StandardCharsets.UTF_8).replace("+", "%20");
    return "/api/groups/" + app.sdkAppId() + "/" + id + "/" + call;
  }

  private static JsonObject plan(SandboxGroup group) {
    return node.api().done(200, path(group, "plan"), new JsonObject());
  }

  private static String prune(SandboxGroup group, JsonObject body) {
    return node.api().done(202, path(group, "prune"), body).getString("id");
  }

  /** The run, when it has ended. */
  private static JsonObject ended(String run) {
    return node.api().ended(run);
  }

  /** The newest run of the group, when there are so many. */
  private static JsonObject newest(SandboxGroup group, int runs) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(node.api().runs(group.id())).hasSize(runs));
    return ended(node.api().runs(group.id()).get(0).getString("id"));
  }

  private static String state(SandboxGroup group) {
    return node.api().job(group.id()).orElseThrow().getString("state");
  }

  private static List<String> accounts(JsonArray people) {
    return people.stream().map(each -> ((JsonObject) each).getString("account")).toList();
  }

  private static JsonObject newestAction() {
    return node.api().actions().get(0);
  }

  @Test
  @DisplayName("A plan lists exactly who then goes, in order, and changes nothing")
  void plan() {
    SandboxGroup group = group("@TGS#a b/c%?");
    JsonObject plan = plan(group);
    assertThat(group.deletions()).isEmpty();
    assertThat(node.api().runs(group.id())).isEmpty();
    assertThat(node.api().job(group.id())).isEmpty();
    assertThat(accounts(plan.getJsonArray("removed")))
        .containsExactlyElementsOf(NodeInProcess.longestSilent(FREED));
    assertThat(plan.getString("outcome")).isEqualTo("pruned");
    assertThat(plan.getString("mode")).isEqualTo("enforce");
    assertThat(plan.getJsonObject("seats"))
        .isEqualTo(new JsonObject().put("max", 30).put("before", 30).put("after", 25));
    JsonObject spared = plan.getJsonObject("spared");
    assertThat(spared.getJsonObject("owner"))
        .isEqualTo(new JsonObject().put("count", 1).put("samples", new JsonArray().add("owner")));
    assertThat(spared.getJsonObject("not-needed").getInteger("count")).isEqualTo(24);
    assertThat(spared.getJsonObject("not-needed").getJsonArray("samples")).hasSize(10);

    JsonObject run = ended(prune(group, new JsonObject().put("reason", "they asked for it")));
    assertThat(run.getString("outcome")).isEqualTo("pruned");
    assertThat(run.getString("cause")).isEqualTo("operator");
    assertThat(accounts(run.getJsonArray("removed")))
        .isEqualTo(accounts(plan.getJsonArray("removed")));
    assertThat(group.deletedAccounts())
        .containsExactlyElementsOf(accounts(plan.getJsonArray("removed")));
    JsonObject action = newestAction();
    assertThat(action.getString("action")).isEqualTo("prune");
    assertThat(action.getString("by")).isEqualTo("local");
    assertThat(action.getString("role")).isEqualTo("operate");
    assertThat(action.getString("groupId")).isEqualTo(group.id());
    assertThat(action.getString("target")).isEqualTo(run.getString("id"));
    assertThat(action.getString("reason")).isEqualTo("they asked for it");
  }

  @Test
  @DisplayName("A plan says why nobody would go")
  void planOfNobody() {
    SandboxGroup off = group("off: planned");
    assertThat(plan(off).getString("outcome")).isEqualTo("switched-off");
    SandboxGroup watched = group("watched: planned");
    JsonObject plan = plan(watched);
    assertThat(plan.getString("outcome")).isEqualTo("observed");
    assertThat(plan.getJsonArray("removed")).hasSize(FREED);
    assertThat(plan.getJsonObject("seats").getInteger("after")).isEqualTo(SEATS);
    SandboxGroup braked = group("braked: planned");
    assertThat(plan(braked).getString("outcome")).isEqualTo("braked");
    SandboxGroup admins = app.group("admins", GroupType.PUBLIC).max(20);
    admins.owner("owner").add(19, "admin", (member, i) -> member.role(MemberRole.ADMIN));
    JsonObject nobody = plan(admins);
    assertThat(nobody.getString("outcome")).isEqualTo("nothing-to-prune");
    JsonObject spared = nobody.getJsonObject("spared").getJsonObject("admin");
    assertThat(spared.getInteger("count")).isEqualTo(19);
    assertThat(spared.getJsonArray("samples")).hasSize(10).contains("admin1");
    SandboxGroup gone = group("disbanded");
    gone.disband();
    assertThat(plan(gone).getString("outcome")).isEqualTo("group-gone");
    assertThat(node.api().refused(404, "/api/groups/1/g/plan", new JsonObject()))
        .isEqualTo("no-such-app");
  }

  @Test
  @DisplayName("Chat's own trouble is a 502 that says what Chat said")
  void planWithoutChat() {
    SandboxGroup group = group("unreadable");
    backend.inject(Fault.errorCode(10004).onApi("get_group_info").onGroup(group.id()).times(1));
    assertThat(node.api().refused(502, path(group, "plan"), new JsonObject()))
        .isEqualTo("chat-failed");
  }

  @Test
  @DisplayName("A prune by hand ends the rest and obeys the mode, unless it says enforce")
  void pruneByHand() throws Exception {
    SandboxGroup group = group("watched: by hand");
    NodeInProcess.callBack(group);
    assertThat(newest(group, 1).getString("outcome")).isEqualTo("observed");
    assertThat(state(group)).isEqualTo("resting");

    JsonObject obeying = ended(prune(group, new JsonObject()));
    assertThat(obeying.getString("outcome")).isEqualTo("observed");
    assertThat(group.deletions()).isEmpty();

    JsonObject enforcing = ended(prune(group, new JsonObject().put("mode", "enforce")));
    assertThat(enforcing.getString("outcome")).isEqualTo("pruned");
    assertThat(enforcing.getString("mode")).isEqualTo("enforce");
    assertThat(group.deletedAccounts())
        .containsExactlyElementsOf(NodeInProcess.longestSilent(FREED));
    assertThat(newestAction().getString("action")).isEqualTo("prune-enforce");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(state(group)).isEqualTo("resting"));
    assertThat(node.api().runs(group.id())).hasSize(3);
  }

  @Test
  @DisplayName(
      "Enforce by hand wins over off in the configuration, never over the group's own word")
  void consentWins() {
    SandboxGroup willing = group("off: but by hand");
    JsonObject enforce = new JsonObject().put("mode", "enforce");
    assertThat(ended(prune(willing, new JsonObject())).getString("outcome"))
        .isEqualTo("switched-off");
    assertThat(ended(prune(willing, enforce)).getString("outcome")).isEqualTo("pruned");
    SandboxGroup unwilling = group("off: and it means it").field("headroom", "off");
    assertThat(ended(prune(unwilling, enforce)).getString("outcome")).isEqualTo("switched-off");
    SandboxGroup watching = group("watched: as it wants").field("headroom", "observe");
    assertThat(ended(prune(watching, enforce)).getString("outcome")).isEqualTo("observed");
    SandboxGroup braked = group("braked: enforced");
    assertThat(ended(prune(braked, enforce)).getString("outcome")).isEqualTo("braked");
    assertThat(List.of(unwilling, watching, braked)).allMatch(each -> each.deletions().isEmpty());
  }

  @Test
  @DisplayName("A request that comes during a run is carried out after it, each under its own id")
  void requestDuringRun() throws Exception {
    SandboxGroup group = group("twice");
    AtomicReference<String> second = new AtomicReference<>();
    backend.inject(
        Fault.slowAfter(Duration.ofSeconds(2))
            .onApi("delete_group_member")
            .onGroup(group.id())
            .times(1));
    backend.beforeCalls(
        call -> {
          if (call.api().equals("delete_group_member") && call.groupId().equals(group.id())) {
            node.vertx()
                .executeBlocking(() -> prune(group, new JsonObject()))
                .onSuccess(second::set);
          }
        });
    String first = prune(group, new JsonObject());
    await().atMost(PATIENCE).until(() -> second.get() != null);
    assertThat(second.get()).isNotEqualTo(first);
    assertThat(ended(first).getString("outcome")).isEqualTo("pruned");
    assertThat(ended(second.get()).getString("outcome")).isEqualTo("not-full-any-more");
    assertThat(group.deletedAccounts()).hasSize(FREED);
  }

  @Test
  @DisplayName("A pause in the middle of a large run stops the next batch; the same run goes on")
  void pauseInTheMiddle() throws Exception {
    SandboxGroup group = NodeInProcess.fullGroup(app, "large", GroupType.PUBLIC, 400);
    JsonObject scope = new JsonObject().put("sdkAppId", app.sdkAppId());
    AtomicReference<JsonObject> paused = new AtomicReference<>();
    backend.afterCalls(
        call -> {
          if (call.api().equals("delete_group_member")
              && call.groupId().equals(group.id())
              && paused.get() == null) {
            paused.set(new JsonObject());
            node.vertx()
                .executeBlocking(
                    () ->
                        node.api()
                            .done(
                                200,
                                "/api/pause",
                                scope
                                    .copy()
                                    .put("groupId", group.id())
                                    .put("reason", "who are these?")))
                .onSuccess(paused::set);
          }
        });
    // The look at what became of the first batch gives the pause time to be written.
    backend.inject(
        Fault.slowBefore(Duration.ofSeconds(3))
            .onApi("get_role_in_group")
            .onGroup(group.id())
            .times(1));
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(paused.get()).isNotNull();
              assertThat(paused.get().getString("reason")).isEqualTo("who are these?");
              assertThat(state(group)).isEqualTo("waiting");
            });
    assertThat(group.deletions()).hasSize(100);
    JsonObject job = node.api().job(group.id()).orElseThrow();
    String run = job.getString("run");
    assertThat(job.getInteger("attempts")).isZero();
    assertThat(node.api().run(run).getString("outcome")).isNull();
    // Callbacks are still taken, and nothing begins.
    fill(group);
    NodeInProcess.callBack(group);
    await()
        .during(Duration.ofSeconds(2))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state(group)).isEqualTo("waiting"));
    assertThat(group.deletions()).hasSize(100);
    JsonObject resumed =
        node.api().done(200, "/api/resume", scope.copy().put("groupId", group.id()));
    assertThat(resumed.getInteger("resumed")).isEqualTo(1);

    assertThat(ended(run).getInteger("removedCount")).isEqualTo(250);
    assertThat(node.api().runs(group.id())).hasSize(1);
    assertThat(group.deletedAccounts()).hasSize(250).doesNotHaveDuplicates();
  }

  /** Newcomers take all seats. */
  private static void fill(SandboxGroup group) {
    for (int i = 0; group.freeSeats() > 0; i++) {
      assertThat(group.tryJoin("newcomer" + i).joined()).isTrue();
    }
  }

  @Test
  @DisplayName("A pause of everything holds jobs back until it ends by itself")
  void pauseUntil() throws Exception {
    SandboxGroup group = group("paused");
    Instant until = Instant.now().plusSeconds(5);
    JsonObject pause =
        node.api().done(200, "/api/pause", new JsonObject().put("until", until.toString()));
    assertThat(pause.getString("by")).isEqualTo("local");
    NodeInProcess.callBack(group);
    JsonObject ended = newest(group, 1);
    assertThat(Instant.parse(ended.getString("startedAt"))).isAfterOrEqualTo(until.minusMillis(1));
    assertThat(ended.getString("outcome")).isEqualTo("pruned");
    assertThat(node.api().done(200, "/api/resume", new JsonObject()).getInteger("resumed"))
        .isZero();
  }

  @Test
  @DisplayName("A pause survives a restart, and can be seen in the metrics")
  void pauseSurvives(@TempDir Path other) throws Exception {
    String lines = "jobs: { lease: 30s }\nprune: { mode: enforce }\n";
    Vertx vertx = Vertx.vertx();
    SandboxBackend chat = NodeInProcess.backend(vertx);
    String url = database.url(other);
    NodeInProcess first = NodeInProcess.start(vertx, chat, other, url, lines);
    first.api().done(200, "/api/pause", new JsonObject().put("reason", "a holiday"));
    first.stop();

    Vertx again = Vertx.vertx();
    SandboxBackend chatAgain = NodeInProcess.backend(again);
    NodeInProcess second = NodeInProcess.start(again, chatAgain, other, url, lines);
    try {
      SandboxGroup group = NodeInProcess.fullGroup(chatAgain.app(), "g", GroupType.PUBLIC, SEATS);
      NodeInProcess.callBack(group);
      assertThat(second.api().get("/metrics").body()).contains("headroom_paused 1.0");
      await()
          .during(Duration.ofSeconds(2))
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(second.api().runs(group.id())).isEmpty());
      second.api().done(200, "/api/resume", new JsonObject());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(group.deletedAccounts()).isNotEmpty());
    } finally {
      second.stop();
    }
  }

  @Test
  @DisplayName("A release removes those shown who still may go, nobody else, and says who stayed")
  void release() throws Exception {
    SandboxGroup group = group("braked: released");
    NodeInProcess.callBack(group);
    JsonObject braked = newest(group, 1);
    assertThat(braked.getString("outcome")).isEqualTo("braked");
    List<String> shown = accounts(braked.getJsonArray("wouldRemove"));
    assertThat(shown).containsExactlyElementsOf(NodeInProcess.longestSilent(FREED));
    group.speak("m1");
    group.member("m2").orElseThrow().presence(Presence.ONLINE);

    String release = "/api/runs/" + braked.getString("id") + "/release";
    JsonObject body = new JsonObject().put("reason", "I know them");
    JsonObject run = ended(node.api().done(202, release, body).getString("id"));
    assertThat(run.getString("outcome")).isEqualTo("pruned");
    assertThat(group.deletedAccounts()).containsExactlyInAnyOrder("m3", "m4", "m5");
    assertThat(run.getJsonArray("left"))
        .containsExactlyInAnyOrder(
            new JsonObject().put("account", "m1").put("rule", "active-again"),
            new JsonObject().put("account", "m2").put("rule", "online"));
    JsonObject released = node.api().run(braked.getString("id")).getJsonObject("release");
    assertThat(released.getString("by")).isEqualTo("local");
    assertThat(released.getString("run")).isEqualTo(run.getString("id"));

    assertThat(node.api().refused(409, release, body)).isEqualTo("already-released");
    assertThat(
            node.api()
                .refused(409, "/api/runs/" + run.getString("id") + "/release", new JsonObject()))
        .isEqualTo("not-braked");
    assertThat(node.api().refused(404, "/api/runs/none/release", new JsonObject()))
        .isEqualTo("no-such-run");
  }

  @Test
  @DisplayName("A release is for all who were shown, however many")
  void releaseOfMany() throws Exception {
    SandboxGroup group = NodeInProcess.fullGroup(app, "many", GroupType.PUBLIC, 800);
    NodeInProcess.callBack(group);
    JsonObject braked = newest(group, 1);
    assertThat(braked.getJsonArray("wouldRemove")).hasSize(600);
    String id = braked.getString("id");
    JsonObject released = node.api().done(202, "/api/runs/" + id + "/release", new JsonObject());
    assertThat(ended(released.getString("id")).getInteger("removedCount")).isEqualTo(600);
    assertThat(group.deletedAccounts())
        .containsExactlyInAnyOrderElementsOf(NodeInProcess.longestSilent(600));
  }

  @Test
  @DisplayName("The limits of 24 hours hold for a release")
  void releaseWithinLimits() throws Exception {
    SandboxGroup group = group("limited");
    NodeInProcess.callBack(group);
    String braked = newest(group, 1).getString("id");
    JsonObject released =
        node.api().done(202, "/api/runs/" + braked + "/release", new JsonObject());
    JsonObject run = ended(released.getString("id"));
    assertThat(run.getInteger("removedCount")).isEqualTo(2);
    assertThat(accounts(run.getJsonArray("left"))).containsExactly("m3", "m4", "m5");
  }

  @Test
  @DisplayName("A dead job begins anew when it is redriven, alone or with all others")
  void redrive() throws Exception {
    List<SandboxGroup> groups = IntStream.range(0, 3).mapToObj(i -> group("dead" + i)).toList();
    for (SandboxGroup group : groups) {
      backend.inject(Fault.errorCode(10004).onApi("get_group_info").onGroup(group.id()).times(1));
      NodeInProcess.callBack(group);
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(groups).extracting(OperatorTest::state).containsOnly("dead"));
    String one = "/api/jobs/" + app.sdkAppId() + "/" + groups.get(0).id() + "/redrive";
    assertThat(node.api().done(202, one, new JsonObject()).getInteger("redriven")).isEqualTo(1);
    JsonObject ours = new JsonObject().put("sdkAppId", app.sdkAppId());
    assertThat(node.api().done(202, "/api/jobs/redrive", ours).getInteger("redriven")).isEqualTo(2);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(groups).allMatch(group -> group.deletedAccounts().size() == FREED));
    assertThat(node.api().refused(409, one, new JsonObject())).isEqualTo("not-dead");
    assertThat(
            node.api()
                .refused(404, "/api/jobs/" + app.sdkAppId() + "/nobody/redrive", new JsonObject()))
        .isEqualTo("no-such-job");
    assertThat(node.api().refused(404, "/api/jobs/redrive", new JsonObject().put("sdkAppId", 1)))
        .isEqualTo("no-such-app");
  }

  @Test
  @DisplayName("A search for full groups can be begun by hand and watched")
  void sweep() {
    SandboxGroup group = group("never called");
    JsonObject body = new JsonObject().put("act", "all");
    assertThat(node.api().done(202, "/api/sweep", body).getInteger("started")).isEqualTo(1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(group.deletedAccounts()).hasSize(FREED));
    JsonObject status =
        new JsonObject(node.api().get("/api/sweep").body()).getJsonArray("items").getJsonObject(0);
    assertThat(status.getLong("sdkAppId")).isEqualTo(app.sdkAppId());
    assertThat(status.getLong("asked")).isPositive();
    assertThat(newest(group, 1).getString("cause")).isEqualTo("sweep");
  }
}
