package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is said before a removal")
class ForetoldTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEATS = 30;
  private static final String LATER = "2099-01-01T00:00:00Z";
  private static final String POLICIES =
      """
      jobs: { lease: 30s, maxAttempts: 1 }
      prune:
        mode: observe
        freeSeats: 5
        cooldown: 1h
        maxRest: 6h
        maxPerDay: off
        groups:
          - { match: "forced*", mode: enforce }
          - { match: "typed*", type: Public, mode: enforce }
          - { match: "own*", mode: enforce, groupField: { key: headroom, consent: optOut } }
          - { match: "asked*", mode: enforce, groupField: { key: headroom, consent: optIn } }
          - { match: "later*", mode: enforce, enforceFrom: "2099-01-01T00:00:00Z",
              groupField: { key: headroom, consent: optOut } }
          - { match: "limited*", mode: enforce, maxPerDay: { group: 3, app: 1000 } }
          - { match: "off*", mode: off }
          - { match: "braked*", brake: 1 }
          - { match: "stopped*", mode: enforce, brake: 1 }
      """;

  @TempDir private static Path folder;
  private static SandboxBackend backend;
  private static SandboxApp app;
  private static NodeInProcess node;

  @BeforeAll
  static void start() throws Exception {
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    app = backend.app();
    node = NodeInProcess.start(vertx, backend, folder, POLICIES);
  }

  @AfterEach
  void resumeAll() {
    new JsonObject(node.api().get("/api/stats").body())
        .getJsonArray("paused")
        .forEach(pause -> resume(scope((JsonObject) pause)));
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
    assertThat(backend.breaches()).isEmpty();
  }

  private static JsonObject scope(JsonObject pause) {
    JsonObject scope = new JsonObject();
    for (String name : List.of("sdkAppId", "groupId")) {
      if (pause.getValue(name) != null) {
        scope.put(name, pause.getValue(name));
      }
    }
    return scope;
  }

  private static SandboxGroup group(String id, GroupType type) {
    return NodeInProcess.fullGroup(app, id, type, SEATS);
  }

  private static SandboxGroup group(String id) {
    return group(id, GroupType.PUBLIC);
  }

  private static JsonObject call(int status, SandboxGroup group, String what, JsonObject body) {
    String path = "/api/groups/" + app.sdkAppId() + "/" + group.id() + "/" + what;
    return node.api().done(status, path, body);
  }

  private static JsonObject plan(SandboxGroup group, JsonObject body) {
    return call(200, group, "plan", body);
  }

  private static JsonObject prune(SandboxGroup group, JsonObject body) {
    return call(202, group, "prune", body);
  }

  private static JsonObject pause(JsonObject scope) {
    return node.api().done(200, "/api/pause", scope);
  }

  private static JsonObject resume(JsonObject scope) {
    return node.api().done(200, "/api/resume", scope);
  }

  private static JsonObject ofApp() {
    return new JsonObject().put("sdkAppId", app.sdkAppId());
  }

  private static JsonObject ofGroup(SandboxGroup group) {
    return ofApp().put("groupId", group.id());
  }

  private static JsonObject ended(String run) {
    return node.api().ended(run);
  }

  private static List<String> accounts(JsonObject json, String name) {
    JsonArray people = json.getJsonArray(name);
    return people.stream().map(each -> ((JsonObject) each).getString("account")).toList();
  }

  private static List<JsonObject> scopes(JsonObject answer) {
    return answer.getJsonArray("paused").stream().map(pause -> scope((JsonObject) pause)).toList();
  }

  private static JsonObject left(Integer group, Integer ofApp) {
    return new JsonObject().put("group", group).put("app", ofApp);
  }

  /** The answers to a plan and to the prune say the same, and it is what the run then does. */
  private static JsonObject assertForetold(
      SandboxGroup group, JsonObject body, String mode, String outcome) {
    JsonObject plan = plan(group, body);
    JsonObject asked = prune(group, body);
    JsonObject run = ended(asked.getString("id"));
    assertThat(List.of(plan.getString("mode"), asked.getString("mode"), run.getString("mode")))
        .as("%s: plan, answer, run", group.id())
        .containsOnly(mode);
    assertThat(List.of(plan.getString("outcome"), run.getString("outcome")))
        .as("%s: plan, run", group.id())
        .containsOnly(outcome);
    assertThat(asked.getString("enforceFrom")).isEqualTo(plan.getString("enforceFrom"));
    assertThat(accounts(plan, "removed"))
        .isEqualTo(accounts(run, "pruned".equals(outcome) ? "removed" : "wouldRemove"));
    assertThat(group.deletedAccounts())
        .containsExactlyElementsOf(
            "pruned".equals(outcome) ? accounts(plan, "removed") : List.of());
    return asked;
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource(
      nullValues = "-",
      value = {
        // The service's own mode.
        "plain, -, -, observe, observed",
        "plain, -, enforce, enforce, pruned",
        // An override.
        "forced, -, -, enforce, pruned",
        "off, -, -, off, switched-off",
        "off, -, enforce, enforce, pruned",
        // The group's own word.
        "own, -, -, enforce, pruned",
        "own, observe, -, observe, observed",
        "own, off, -, off, switched-off",
        "own, off, enforce, off, switched-off",
        "own, maybe, enforce, observe, observed",
        "asked, -, -, off, switched-off",
        "asked, on, -, enforce, pruned",
        // The brake holds in any case.
        "stopped, -, enforce, enforce, braked",
      })
  @DisplayName("is what then happens: the plan, the answer to the request and the run agree")
  void agrees(String name, String word, String asked, String mode, String outcome) {
    SandboxGroup group = group(name + "-" + word + "-" + asked);
    if (word != null) {
      group.field("headroom", word);
    }
    JsonObject body = asked == null ? new JsonObject() : new JsonObject().put("mode", asked);
    JsonObject answer = assertForetold(group, body, mode, outcome);
    assertThat(answer.getString("enforceFrom")).isNull();
    assertThat(answer.getJsonArray("paused")).isEmpty();
  }

  @Test
  @DisplayName("goes by the Type of the group where an override does")
  void byType() {
    assertForetold(group("typed-public"), new JsonObject(), "enforce", "pruned");
    assertForetold(
        group("typed-private", GroupType.PRIVATE), new JsonObject(), "observe", "observed");
  }

  @Test
  @DisplayName("names the date before which nothing is enforced, where it is the date that holds")
  void enforceFrom() {
    JsonObject answer = assertForetold(group("later"), new JsonObject(), "observe", "observed");
    assertThat(answer.getString("enforceFrom")).isEqualTo(LATER);
    SandboxGroup unwilling = group("later-unwilling").field("headroom", "observe");
    answer = assertForetold(unwilling, new JsonObject(), "observe", "observed");
    assertThat(answer.getString("enforceFrom")).isNull();
    JsonObject enforce = new JsonObject().put("mode", "enforce");
    answer = assertForetold(group("later-enforced"), enforce, "enforce", "pruned");
    assertThat(answer.getString("enforceFrom")).isNull();
  }

  @Test
  @DisplayName("counts what the limits of 24 hours leave")
  void dailyLimit() {
    SandboxGroup group = group("limited");
    JsonObject before = plan(group, new JsonObject()).getJsonObject("dailyLimit");
    assertThat(before.getInteger("group")).isEqualTo(3);
    JsonObject answer = assertForetold(group, new JsonObject(), "enforce", "pruned");
    assertThat(answer.getJsonObject("dailyLimit")).isEqualTo(before);
    assertThat(group.deletedAccounts()).hasSize(3);
    for (int i = 0; group.freeSeats() > 0; i++) {
      assertThat(group.tryJoin("newcomer" + i).joined()).isTrue();
    }
    JsonObject plan = plan(group, new JsonObject());
    assertThat(plan.getString("outcome")).isEqualTo("daily-limit");
    assertThat(plan.getJsonObject("dailyLimit")).isEqualTo(left(0, before.getInteger("app") - 3));
    JsonObject asked = prune(group, new JsonObject());
    assertThat(asked.getJsonObject("dailyLimit")).isEqualTo(plan.getJsonObject("dailyLimit"));
    assertThat(ended(asked.getString("id")).getString("outcome")).isEqualTo("daily-limit");
    JsonObject unlimited = plan(group("plain-unlimited"), new JsonObject());
    assertThat(unlimited.getJsonObject("dailyLimit")).isEqualTo(left(null, null));
  }

  @Test
  @DisplayName("names every pause that holds: nothing begins before all of them have ended")
  void paused() {
    SandboxGroup group = group("forced-paused");
    pause(ofGroup(group));
    pause(ofApp());
    pause(new JsonObject().put("until", LATER));
    JsonObject plan = plan(group, new JsonObject());
    assertThat(plan.getString("outcome")).isEqualTo("pruned");
    assertThat(scopes(plan)).containsExactly(new JsonObject(), ofApp(), ofGroup(group));
    JsonObject asked = prune(group, new JsonObject());
    assertThat(asked.getString("mode")).isEqualTo("enforce");
    assertThat(asked.getJsonArray("paused")).isEqualTo(plan.getJsonArray("paused"));
    assertThat(asked.getJsonArray("paused").getJsonObject(0).getString("until")).isEqualTo(LATER);
    assertThat(scopes(plan(group("forced-elsewhere"), new JsonObject())))
        .containsExactly(new JsonObject(), ofApp());

    assertThat(scopes(resume(ofGroup(group)))).containsExactly(new JsonObject(), ofApp());
    JsonObject next = resume(new JsonObject());
    assertThat(scopes(next)).containsExactly(ofApp());
    assertThat(next.getString("mode")).isEqualTo("enforce");
    assertThat(node.api().get("/api/runs/" + asked.getString("id")).statusCode()).isEqualTo(404);
    assertThat(group.deletions()).isEmpty();
    assertThat(scopes(resume(ofApp()))).isEmpty();
    assertThat(ended(asked.getString("id")).getString("outcome")).isEqualTo("pruned");
  }

  @Test
  @DisplayName("of a resumed group is the group's mode, of a wider pause what no group goes beyond")
  void resumed() {
    SandboxGroup group = group("plain-resumed");
    pause(ofGroup(group));
    JsonObject one = resume(ofGroup(group));
    assertThat(one.getInteger("resumed")).isEqualTo(1);
    assertThat(one.getString("mode")).isEqualTo("observe");
    pause(ofApp());
    JsonObject all = resume(ofApp());
    assertThat(all.getString("mode")).isEqualTo("enforce");
    assertThat(all.getJsonObject("dailyLimit")).isNull();
    assertThat(node.api().done(202, "/api/sweep", ofApp().put("act", "report")).getString("mode"))
        .isEqualTo("enforce");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"braked, observe, observed", "stopped, enforce, pruned"})
  @DisplayName("of a release is what the release then does: it obeys the mode of its group")
  void released(String name, String mode, String outcome) throws Exception {
    SandboxGroup group = group(name);
    NodeInProcess.callBack(group);
    await().atMost(PATIENCE).until(() -> !node.api().runs(group.id()).isEmpty());
    JsonObject braked = ended(node.api().runs(group.id()).get(0).getString("id"));
    assertThat(braked.getString("outcome")).isEqualTo("braked");
    group.speak("m1");
    String path = "/api/runs/" + braked.getString("id");
    JsonObject plan = node.api().done(200, path + "/plan", new JsonObject());
    assertThat(plan.getString("outcome")).isEqualTo(outcome);
    assertThat(accounts(plan, "removed")).containsExactly("m2", "m3", "m4", "m5");
    assertThat(plan.getJsonObject("spared").fieldNames()).contains("active-again");
    JsonObject asked = node.api().done(202, path + "/release", new JsonObject());
    JsonObject run = ended(asked.getString("id"));
    assertThat(List.of(plan.getString("mode"), asked.getString("mode"), run.getString("mode")))
        .containsOnly(mode);
    assertThat(run.getString("outcome")).isEqualTo(outcome);
    assertThat(accounts(run, "pruned".equals(outcome) ? "removed" : "wouldRemove"))
        .isEqualTo(accounts(plan, "removed"));
    if ("pruned".equals(outcome)) {
      assertThat(node.api().refused(409, path + "/plan", new JsonObject()))
          .isEqualTo("already-released");
    }
    assertThat(
            node.api().refused(409, "/api/runs/" + run.getString("id") + "/plan", new JsonObject()))
        .isEqualTo("not-braked");
    assertThat(node.api().refused(404, "/api/runs/none/plan", new JsonObject()))
        .isEqualTo("no-such-run");
  }

  @Test
  @DisplayName(
      "stays open where Chat does not answer in time, and the request is taken all the same")
  void unknown() {
    SandboxGroup group = group("forced-silent");
    backend.inject(
        Fault.slowBefore(Duration.ofSeconds(4))
            .onApi("get_group_info")
            .onGroup(group.id())
            .times(2));
    JsonObject asked = prune(group, new JsonObject());
    assertThat(asked.getString("mode")).isNull();
    assertThat(asked.getJsonObject("dailyLimit")).isNull();
    assertThat(ended(asked.getString("id")).getString("outcome")).isEqualTo("pruned");
  }

  @Test
  @DisplayName("of a dead job that is redriven is the mode of its group")
  void redriven() throws Exception {
    SandboxGroup group = group("plain-dead");
    backend.inject(Fault.errorCode(10004).onApi("get_group_info").onGroup(group.id()).times(1));
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.api()
                    .job(group.id())
                    .filter(job -> "dead".equals(job.getString("state")))
                    .isPresent());
    String path = "/api/jobs/" + app.sdkAppId() + "/" + group.id() + "/redrive";
    assertThat(node.api().done(202, path, new JsonObject()).getString("mode")).isEqualTo("observe");
    assertThat(node.api().done(202, "/api/jobs/redrive", ofApp()).getString("mode"))
        .isEqualTo("enforce");
  }
}
