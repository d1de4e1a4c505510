package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.Headroom;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("The survey of an app")
class SurveyTest {

  private static final Set<String> READING =
      Set.of(
          "get_appid_group_list",
          "get_group_info",
          "get_group_member_info",
          "get_specified_group_member_info",
          "query_online_status",
          "get_role_in_group");

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private int exitCode;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
  }

  @AfterEach
  void close() throws Exception {
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  private String survey(String... options) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("headroom.yaml"),
            SmallGroups.in(
                String.join(
                    "\n",
                    "apps:",
                    LocalService.app(backend.app(), backend.url(), "unused"),
                    "jobs: { url: \"jdbc:sqlite:" + folder.resolve("none.db") + "\" }")));
    StringWriter out = new StringWriter();
    CommandLine line = Headroom.commandLine().setOut(new PrintWriter(out, true));
    List<String> arguments = new ArrayList<>(List.of("survey", "--config", file.toString()));
    arguments.addAll(List.of("--share", "100"));
    arguments.addAll(List.of(options));
    exitCode = line.execute(arguments.toArray(String[]::new));
    return out.toString();
  }

  private JsonObject json(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--json");
    return new JsonArray(survey(all.toArray(String[]::new))).getJsonObject(0);
  }

  private static List<JsonObject> list(JsonArray array) {
    return array.stream().map(JsonObject.class::cast).toList();
  }

  @Test
  @DisplayName("names full groups and exactly those who then go, and changes nothing")
  void sameAsRun() throws Exception {
    SandboxGroup full = NodeInProcess.fullGroup(backend.app(), "@TGS#full", GroupType.PUBLIC, 40);
    full.member("m1").orElseThrow().role(dev.headroom.sandbox.MemberRole.ADMIN);
    backend.app().group("@TGS#roomy", GroupType.PUBLIC).max(40).owner("o");
    backend.app().group("@TGS#_c", GroupType.COMMUNITY).owner("o");

    JsonObject report = json();

    assertThat(exitCode).isZero();
    assertThat(report.getLong("groups")).isEqualTo(3);
    assertThat(report.getLong("full")).isEqualTo(1);
    assertThat(report.getBoolean("complete")).isTrue();
    JsonObject group = report.getJsonArray("fullGroups").getJsonObject(0);
    assertThat(group.getString("groupId")).isEqualTo("@TGS#full");
    List<String> wouldGo =
        list(group.getJsonArray("wouldGo")).stream().map(m -> m.getString("account")).toList();
    assertThat(wouldGo).containsExactly("m2", "m3");
    assertThat(group.getJsonObject("spared").getInteger("admin")).isEqualTo(1);
    assertThat(full.memberNum()).isEqualTo(40);
    assertThat(backend.calls().stream().map(ChatCall::api).collect(Collectors.toSet()))
        .isSubsetOf(READING);
    assertThat(backend.breaches()).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .as("no database was made")
          .containsExactly("headroom.yaml");
    }

    backend.clearCalls();
    NodeInProcess node =
        NodeInProcess.start(vertx, backend, folder, "jobs: { }\nprune: { mode: enforce }");
    try {
      NodeInProcess.callBack(full);
      org.awaitility.Awaitility.await().until(() -> full.memberNum() == 38);
      assertThat(full.deletedAccounts()).containsExactlyInAnyOrderElementsOf(wouldGo);
    } finally {
      node.stopService();
    }
  }

  @Test
  @DisplayName("finds limits that were left over from a smaller plan")
  void lowLimits() throws Exception {
    backend.app().group("big", GroupType.PUBLIC).max(2000).owner("o");
    backend.app().group("old", GroupType.PRIVATE).max(200).owner("o");
    backend.app().group("chosen", GroupType.PUBLIC).max(123).owner("o");
    NodeInProcess.fullGroup(backend.app(), "small", GroupType.PUBLIC, 20);

    JsonObject low = json().getJsonObject("lowLimits");
    assertThat(low.getInteger("planLimit")).isEqualTo(2000);
    assertThat(low.getBoolean("planLimitTold")).isFalse();
    assertThat(list(low.getJsonArray("limits")))
        .extracting(limit -> limit.getInteger("maxMemberNum"), limit -> limit.getInteger("full"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(20, 1),
            org.assertj.core.groups.Tuple.tuple(200, 0));

    assertThat(survey("--plan-limit", "6000"))
        .contains("With your plan an ordinary group may have 6,000 members")
        .contains("2,000 (limit of Pro")
        .contains("the limit looks low");
  }

  @Test
  @DisplayName("says of a group it could not judge why, and goes on")
  void oneGroupFails() throws Exception {
    NodeInProcess.fullGroup(backend.app(), "a", GroupType.PUBLIC, 20);
    NodeInProcess.fullGroup(backend.app(), "b", GroupType.PUBLIC, 20);
    backend.inject(Fault.errorCode(10004).onApi("get_group_member_info").onGroup("a"));

    List<JsonObject> groups = list(json().getJsonArray("fullGroups"));
    assertThat(groups.get(0).getString("notJudged")).contains("10004");
    assertThat(groups.get(1).getJsonArray("wouldGo")).isNotEmpty();
    assertThat(exitCode).isZero();
  }

  @Test
  @DisplayName("ends early with what it has when the app itself is refused")
  void appRefused() throws Exception {
    NodeInProcess.fullGroup(backend.app(), "a", GroupType.PUBLIC, 20);
    backend.inject(Fault.errorCode(60020).onApi("get_group_member_info"));

    String text = survey();
    assertThat(exitCode).isOne();
    assertThat(text).contains("ENDED EARLY").contains("60020").contains("1 group, 1 of them full");
  }

  @Test
  @DisplayName("judges no more groups than --limit, and lists the others")
  void limit() throws Exception {
    for (String id : List.of("a", "b", "c")) {
      NodeInProcess.fullGroup(backend.app(), id, GroupType.PUBLIC, 20);
    }
    List<JsonObject> groups = list(json("--limit", "1").getJsonArray("fullGroups"));
    assertThat(groups).hasSize(3);
    assertThat(groups.get(0).containsKey("wouldGo")).isTrue();
    assertThat(groups.get(2).getString("notJudged")).contains("--limit 1");
  }
}
