package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Presence;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.store.Database;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Removals that are undone, listed and erased through the management port. */
@ParameterizedClass
@EnumSource(Database.class)
class UndoTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEATS = 30;
  private static final int FREED = 5;
  private static final String POLICIES =
      """
      jobs: { lease: 30s, maxAttempts: 2 }
      prune:
        mode: enforce
        freeSeats: 5
        cooldown: 100ms
        maxPerDay: off
        brake: 100%
        groups:
          - { match: "large*", freeSeats: 250 }
          - { match: "slow*", cooldown: 1h }
      """;

  @TempDir private static Path folder;
  @Parameter Database database;
  private static String url;
  private static SandboxBackend backend;
  private static SandboxApp app;
  private static NodeInProcess node;

  @BeforeParameterizedClassInvocation
  static void start(Database database) throws Exception {
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    app = backend.app();
    Path own = Files.createDirectory(folder.resolve(database.name()));
    url = database.url(own);
    node = NodeInProcess.start(vertx, backend, own, url, POLICIES);
  }

  @AfterEach
  void resume() {
    backend.clearFaults();
    app.setOnline("m5", Presence.OFFLINE);
    node.api().post("/api/resume", new JsonObject());
  }

  @AfterParameterizedClassInvocation
  static void stop() throws Exception {
    node.stop();
    assertThat(backend.breaches()).isEmpty();
  }

  /** A group that was full, with the run that made room in it. */
  private record Pruned(SandboxGroup group, String run) {}

  private static Pruned pruned(String id, int seats) throws Exception {
    SandboxGroup group = NodeInProcess.fullGroup(app, id, GroupType.PUBLIC, seats);
    group.created(Instant.now().minus(Duration.ofDays(500)));
    NodeInProcess.callBack(group);
    return new Pruned(group, run(group, 1).getString("id"));
  }

  /** The newest run of the group, when there are so many. */
  private static JsonObject run(SandboxGroup group, int runs) {
    return node.api().newest(group.id(), runs);
  }

  private static String restore(String run, JsonObject body) {
    return node.api().done(202, "/api/runs/" + run + "/restore", body).getString("id");
  }

  /** The restore, when it is done. */
  private static JsonObject done(String restore) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(find(restore).getString("state")).isEqualTo("done"));
    return find(restore);
  }

  private static JsonObject find(String restore) {
    HttpResponse<String> reply = node.api().get("/api/restores/" + restore);
    assertThat(reply.statusCode()).isEqualTo(200);
    return new JsonObject(reply.body());
  }

  private static Map<String, String> results(JsonObject restore) {
    Map<String, String> results = new TreeMap<>();
    objects(restore.getJsonArray("members"))
        .forEach(member -> results.put(member.getString("account"), member.getString("result")));
    return results;
  }

  private static List<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  private static List<ChatCall> calls(String api, SandboxGroup group) {
    return backend.calls(api).stream().filter(call -> call.groupId().equals(group.id())).toList();
  }

  private static long joinTime(SandboxGroup group, String account) {
    return group.member(account).orElseThrow().joinTime();
  }

  private static String state(SandboxGroup group) {
    return node.api().job(group.id()).orElseThrow().getString("state");
  }

  @Test
  @DisplayName(
      "Who was removed is back with the JoinTime of old, quietly, and the ledger shows both")
  void wholeRun() throws Exception {
    SandboxGroup group = NodeInProcess.fullGroup(app, "whole", GroupType.PUBLIC, SEATS);
    group.created(Instant.now().minus(Duration.ofDays(500)));
    long joined = joinTime(group, "m1");
    NodeInProcess.callBack(group);
    String run = run(group, 1).getString("id");
    assertThat(group.accounts()).doesNotContainAnyElementsOf(NodeInProcess.longestSilent(FREED));

    JsonObject restored = done(restore(run, new JsonObject().put("reason", "not these")));

    assertThat(results(restored).values()).hasSize(FREED).containsOnly("restored");
    assertThat(restored.getString("run")).isEqualTo(run);
    assertThat(restored.getString("reason")).isEqualTo("not these");
    assertThat(restored.getJsonObject("counts").getInteger("restored")).isEqualTo(FREED);
    assertThat(group.memberNum()).isEqualTo(SEATS);
    assertThat(NodeInProcess.longestSilent(FREED))
        .allSatisfy(account -> assertThat(joinTime(group, account)).isEqualTo(joined));
    assertThat(calls("import_group_member", group)).hasSize(1);
    assertThat(calls("add_group_member", group)).isEmpty();
    JsonObject shown = node.api().run(run);
    assertThat(shown.getJsonArray("restores")).containsExactly(restored.getString("id"));
    assertThat(objects(shown.getJsonArray("removed")))
        .hasSize(FREED)
        .allMatch(member -> member.getString("fate").equals("removed"))
        .allMatch(member -> member.getString("restored").equals("restored"));
    JsonObject action = node.api().actions().get(0);
    assertThat(action.getString("action")).isEqualTo("restore");
    assertThat(action.getString("target")).isEqualTo(restored.getString("id"));
    assertThat(node.api().runs("whole")).as("no run followed").hasSize(1);
  }

  @Test
  @DisplayName("Only the members named come back; what cannot be undone is refused with the reason")
  void singleMembers() throws Exception {
    Pruned pruned = pruned("single", SEATS);
    JsonObject two = new JsonObject().put("accounts", JsonArray.of("m2", "m4"));
    assertThat(results(done(restore(pruned.run(), two)))).containsOnlyKeys("m2", "m4");
    assertThat(pruned.group().accounts()).contains("m2", "m4").doesNotContain("m1", "m3", "m5");
    String path = "/api/runs/" + pruned.run() + "/restore";
    assertThat(node.api().refused(409, path, new JsonObject().put("accounts", JsonArray.of("m9"))))
        .isEqualTo("not-removed");
    assertThat(node.api().refused(404, "/api/runs/none/restore", new JsonObject()))
        .isEqualTo("no-such-run");
    JsonObject nowhere =
        new JsonObject().put("from", "2001-01-01T00:00:00Z").put("to", "2001-01-02T00:00:00Z");
    assertThat(node.api().refused(409, "/api/restores", nowhere)).isEqualTo("nobody-removed");
    assertThat(node.api().refused(400, "/api/restores", new JsonObject())).isEqualTo("bad-from");
    assertThat(node.api().get("/api/restores/none").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName(
      "No more come back than there are seats, the liveliest first, and each is told apart")
  void groupFull() throws Exception {
    Pruned pruned = pruned("slow full", SEATS);
    SandboxGroup group = pruned.group();
    group.tryJoin("new1");
    group.tryJoin("m1");
    app.setOnline("m5", Presence.UNKNOWN_ACCOUNT);
    assertThat(group.freeSeats()).isEqualTo(3);
    group.max(SEATS - 1);
    assertThat(results(done(restore(pruned.run(), new JsonObject()))))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "m1", "already-back",
                "m2", "group-full",
                "m3", "restored",
                "m4", "restored",
                "m5", "account-gone"));
    assertThat(group.isFull()).isTrue();
  }

  @Test
  @DisplayName("Where import is refused, members are added without a notice")
  void addedInstead() throws Exception {
    Pruned pruned = pruned("added", SEATS);
    backend.inject(
        Fault.errorCode(10007).onApi("import_group_member").onGroup(pruned.group().id()));
    backend.inject(Fault.errorCode(10037).onApi("add_group_member").onAccount("m3"));
    Map<String, String> results = results(done(restore(pruned.run(), new JsonObject())));
    assertThat(results).containsEntry("m3", "too-many-groups").hasSize(FREED);
    results.remove("m3");
    assertThat(results.values()).containsOnly("restored");
    assertThat(calls("add_group_member", pruned.group()))
        .isNotEmpty()
        .allMatch(call -> call.body().getInteger("Silence") == 1);
  }

  @Test
  @DisplayName("Whom neither way brings back keeps nobody waiting, in no group")
  void neitherWay() throws Exception {
    Pruned pruned = pruned("neither", SEATS);
    backend.inject(
        Fault.errorCode(10019)
            .onApi("import_group_member")
            .onGroup(pruned.group().id())
            .onAccount("m3"));
    backend.inject(Fault.errorCode(10026).onApi("add_group_member").onGroup(pruned.group().id()));
    Map<String, String> results = results(done(restore(pruned.run(), new JsonObject())));
    assertThat(results).containsEntry("m3", "refused").hasSize(FREED);
    results.remove("m3");
    assertThat(results.values()).containsOnly("restored");
    pruned("after neither", SEATS);
  }

  @Test
  @DisplayName("A group that is gone takes nobody back")
  void groupGone() throws Exception {
    Pruned pruned = pruned("gone", SEATS);
    pruned.group().disband();
    assertThat(results(done(restore(pruned.run(), new JsonObject()))).values())
        .hasSize(FREED)
        .containsOnly("group-gone");
  }

  @Test
  @DisplayName("A call that had its effect though it seemed to fail is not sent again")
  void exactlyOnce() throws Exception {
    Pruned pruned = pruned("once", SEATS);
    backend.inject(
        Fault.resetAfterEffect()
            .onApi("import_group_member")
            .onGroup(pruned.group().id())
            .times(1));
    assertThat(results(done(restore(pruned.run(), new JsonObject()))).values())
        .hasSize(FREED)
        .containsOnly("restored");
    assertThat(calls("import_group_member", pruned.group())).hasSize(1);
  }

  @Test
  @DisplayName("A span of time brings back whom all runs in it have removed, and a pause lets it")
  void span() throws Exception {
    Instant from = Instant.now();
    Pruned one = pruned("slow span 1", SEATS);
    Pruned other = pruned("slow span 2", SEATS);
    node.api().done(200, "/api/pause", new JsonObject().put("reason", "who are these?"));
    JsonObject span =
        new JsonObject()
            .put("from", from.toString())
            .put("to", Instant.now().plusSeconds(1).toString());
    String id = node.api().done(202, "/api/restores", span).getString("id");
    JsonObject restored = done(id);
    assertThat(restored.getJsonArray("members")).hasSize(2 * FREED);
    assertThat(one.group().memberNum()).isEqualTo(SEATS);
    assertThat(other.group().memberNum()).isEqualTo(SEATS);
    HttpResponse<String> list = node.api().get("/api/restores?limit=1");
    assertThat(new JsonObject(list.body()).getJsonArray("items").getJsonObject(0).getString("id"))
        .isEqualTo(id);
  }

  @Test
  @DisplayName("A callback after a restore does not remove again who was brought back")
  void noLoop() throws Exception {
    Pruned pruned = pruned("loop", SEATS);
    SandboxGroup group = pruned.group();
    List<String> others = group.accounts();
    done(restore(pruned.run(), new JsonObject()));
    assertThat(group.isFull()).isTrue();
    others.forEach(group::speak);
    NodeInProcess.callBack(group);
    JsonObject second = run(group, 2);
    assertThat(second.getString("outcome")).isEqualTo("nothing-to-prune");
    assertThat(second.getJsonObject("spared").getInteger("restored")).isEqualTo(FREED);
    assertThat(group.memberNum()).isEqualTo(SEATS);
  }

  @Test
  @DisplayName("A group rests after a restore, and a callback that came before is not forgotten")
  void restsAfterwards() throws Exception {
    Pruned pruned = pruned("slow rest", SEATS);
    assertThat(state(pruned.group())).isEqualTo("resting");
    done(restore(pruned.run(), new JsonObject()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(state(pruned.group())).isEqualTo("resting"));
    NodeInProcess.callBack(pruned.group());
    assertThat(state(pruned.group())).isEqualTo("waiting");
    done(restore(pruned.run(), new JsonObject()));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonObject job = node.api().job(pruned.group().id()).orElseThrow();
              assertThat(job.getString("state")).isEqualTo("waiting");
              assertThat(Instant.parse(job.getString("dueAt")))
                  .isAfter(Instant.now().plus(Duration.ofMinutes(50)));
            });
    assertThat(node.api().runs(pruned.group().id())).hasSize(1);
  }

  @Test
  @DisplayName("An export has every removal once, as lines of JSON or as CSV")
  void export() throws Exception {
    Instant from = Instant.now();
    Pruned pruned = pruned("large, \"quoted\"", 400);
    Instant to = Instant.now();
    String span = "&from=" + from + "&to=" + to;
    List<JsonObject> rows =
        node.api()
            .get("/api/export?format=ndjson" + span)
            .body()
            .lines()
            .map(JsonObject::new)
            .toList();
    assertThat(rows)
        .hasSize(250)
        .extracting(row -> row.getString("account"))
        .doesNotHaveDuplicates();
    assertThat(rows).allMatch(row -> row.getString("run").equals(pruned.run()));
    HttpResponse<String> csv = node.api().get("/api/export?format=csv" + span);
    assertThat(csv.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/csv");
    assertThat(csv.body().lines())
        .hasSize(251)
        .first()
        .isEqualTo(
            "at,run,sdkAppId,groupId,type,account,reason,joinTime,lastActivity,evidence,restored");
    assertThat(csv.body()).contains(",\"large, \"\"quoted\"\"\",Public,m1,inactive,");
    assertThat(node.api().get("/api/export?format=xml").statusCode()).isEqualTo(400);
  }

  @Test
  @DisplayName("A forgotten account is in no table any more, and in no export")
  void forget() throws Exception {
    SandboxGroup group = NodeInProcess.fullGroup(app, "forgets", GroupType.PUBLIC, SEATS);
    group.created(Instant.now().minus(Duration.ofDays(500)));
    Instant longAgo = Instant.now().minus(Duration.ofDays(450));
    group.leave("m29");
    group.add("unwanted").joined(longAgo).spoke(longAgo).msgSeq(0);
    NodeInProcess.callBack(group);
    String run = run(group, 1).getString("id");
    SandboxGroup watched = NodeInProcess.fullGroup(app, "slow watched", GroupType.PUBLIC, SEATS);
    watched.leave("m29");
    watched.add("unwanted").joined(longAgo).spoke(longAgo).msgSeq(0);
    done(restore(run, new JsonObject().put("reason", "unwanted asked, not unwanted2")));
    node.api().done(200, "/api/pause", new JsonObject().put("reason", "because of unwanted"));
    assertThat(naming("unwanted")).isNotEmpty();

    int erased =
        node.api()
            .done(200, "/api/forget", new JsonObject().put("account", "unwanted"))
            .getInteger("erased");

    assertThat(erased).isGreaterThanOrEqualTo(4);
    assertThat(naming("unwanted"))
        .as("only a longer name is left")
        .allMatch(text -> text.contains("unwanted2") && !text.matches("(?s).*unwanted(?!2).*"));
    assertThat(node.api().get("/api/export").body()).doesNotContain("\"unwanted\"");
    assertThat(
            node.api()
                .done(200, "/api/forget", new JsonObject().put("account", "unwanted"))
                .getInteger("erased"))
        .isZero();
  }

  /** Every text of the database that has the word in it. */
  private static List<String> naming(String word) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      List<String> tables = new ArrayList<>();
      try (ResultSet rows =
          connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
        while (rows.next()) {
          tables.add(rows.getString("TABLE_NAME"));
        }
      }
      assertThat(tables).contains("removals", "runs", "returnees", "restores", "actions");
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              String text = rows.getString(i);
              if (text != null && text.contains(word)) {
                found.add(table + ": " + text);
              }
            }
          }
        }
      }
    }
    return found;
  }
}
