package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.Headroom;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@DisplayName("The report of a running service")
class ReportTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private NodeInProcess node;
  private int exitCode;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
  }

  @AfterEach
  void close() throws Exception {
    if (node != null) {
      node.stopService();
    }
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  private String report(String... options) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("report.yaml"),
            String.join(
                "\n",
                "apps:",
                LocalService.app(backend.app(), backend.url(), "unused"),
                "    callsPerSecond: 1000",
                "management: { host: 127.0.0.1, port: " + node.managementPort() + " }",
                "jobs: { url: \"jdbc:sqlite:" + folder.resolve("headroom.db") + "\" }"));
    StringWriter out = new StringWriter();
    CommandLine line = Headroom.commandLine().setOut(new PrintWriter(out, true));
    List<String> arguments = new ArrayList<>(List.of("report", "--config", file.toString()));
    arguments.addAll(List.of(options));
    exitCode = line.execute(arguments.toArray(String[]::new));
    return out.toString();
  }

  private SandboxGroup pruned(String id) throws Exception {
    return pruned(NodeInProcess.fullGroup(backend.app(), id, GroupType.PUBLIC, 40));
  }

  private SandboxGroup pruned(SandboxGroup group) throws Exception {
    NodeInProcess.callBack(group);
    await().atMost(PATIENCE).until(() -> group.memberNum() == 38);
    // Its people are looked up before it ends: who came back by then was never gone.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                node.api().runs(group.id()).stream().anyMatch(r -> r.getString("outcome") != null));
    return group;
  }

  @Test
  @DisplayName("counts seats freed, joins after that, and who came back; nothing is changed")
  void returns() throws Exception {
    node = NodeInProcess.start(vertx, backend, folder, "jobs: { }\nprune: { mode: enforce }");
    SandboxGroup group = pruned("@TGS#<b>one</b>");
    assertThat(group.deletedAccounts()).containsExactlyInAnyOrder("m1", "m2");
    // The new JoinTime, in whole seconds, is another one than that of 400 days ago.
    assertThat(group.tryJoin("m1").joined()).isTrue();
    assertThat(group.tryJoin("newcomer").joined()).isTrue();
    backend.clearCalls();

    Path page = folder.resolve("report.html");
    Path sheet = folder.resolve("report.csv");
    JsonObject report =
        new JsonObject(report("--json", "--html", page.toString(), "--csv", sheet.toString()));

    assertThat(exitCode).isZero();
    assertThat(report.getInteger("freed")).isEqualTo(2);
    assertThat(report.getInteger("joined")).isEqualTo(2);
    JsonObject removed = report.getJsonObject("removed");
    assertThat(removed.getInteger("backWithin7Days")).isEqualTo(1);
    assertThat(removed.getInteger("stillWithin7Days")).isEqualTo(1);
    assertThat(removed.getDouble("regretRate")).isEqualTo(0.5);
    assertThat(report.getJsonObject("outcomes").getInteger("pruned")).isEqualTo(1);
    assertThat(report.getJsonObject("calls").getJsonObject("byApi").getLong("delete_group_member"))
        .isEqualTo(1);
    assertThat(backend.calls())
        .extracting(ChatCall::api)
        .containsOnly("get_group_info", "get_role_in_group", "get_specified_group_member_info");
    assertThat(group.memberNum()).isEqualTo(40);

    assertThat(Files.readString(page))
        .contains("50.0 %", "@TGS#&lt;b&gt;one&lt;/b&gt;", "prefers-color-scheme: dark")
        .doesNotContain("<b>one", "<script", "http:", "https:", "src=", "@import", "url(");
    assertThat(Files.readAllLines(sheet).get(1))
        .startsWith(
            backend.app().sdkAppId() + ",'@TGS#<b>one</b>,,Public,40,40,pruned,false,2,2,1");
    assertThat(report()).contains("Regret rate: 50.0 % (1 of 2 removed came back within 7 days)");
  }

  @Test
  @DisplayName("tells people whom an operator brought back from those who came back themselves")
  void restored() throws Exception {
    node = NodeInProcess.start(vertx, backend, folder, "jobs: { }\nprune: { mode: enforce }");
    SandboxGroup group = NodeInProcess.fullGroup(backend.app(), "g", GroupType.PUBLIC, 40);
    Instant joined = Instant.ofEpochSecond(group.member("m1").orElseThrow().joinTime());
    pruned(group);
    group.add("m1").joined(joined);

    JsonObject removed = new JsonObject(report("--json")).getJsonObject("removed");
    assertThat(removed.getInteger("restored")).isEqualTo(1);
    assertThat(removed.getInteger("backWithin7Days")).isZero();
  }

  @Test
  @DisplayName("says of those who would have gone how many became active since")
  void observed() throws Exception {
    node = NodeInProcess.start(vertx, backend, folder, "jobs: { }");
    SandboxGroup group = NodeInProcess.fullGroup(backend.app(), "g", GroupType.PUBLIC, 40);
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .until(() -> node.api().runs("g").stream().anyMatch(r -> r.getString("outcome") != null));
    group.member("m1").orElseThrow().spoke(Instant.now().plusSeconds(60));
    group.leave("m2");

    JsonObject observed = new JsonObject(report("--json")).getJsonObject("observed");
    assertThat(observed.getInteger("members")).isEqualTo(2);
    assertThat(observed.getInteger("activeSince")).isEqualTo(1);
    assertThat(observed.getInteger("leftSince")).isEqualTo(1);
    assertThat(report()).contains("of 2 who would have gone, 1 became active since (50.0 %)");
  }

  @Test
  @DisplayName("names groups that are stuck full, and why")
  void stuck() throws Exception {
    node = NodeInProcess.start(vertx, backend, folder, "jobs: { }\nprune: { inactiveFor: 3000d }");
    SandboxGroup group = NodeInProcess.fullGroup(backend.app(), "g", GroupType.PUBLIC, 40);
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .until(() -> node.api().runs("g").stream().anyMatch(r -> r.getString("outcome") != null));
    assertThat(report()).contains("Stuck full").contains("g  nothing-to-prune, 40 of 40");
  }

  @Test
  @DisplayName("says what it does not know when Chat refuses, and when it is not asked")
  void unread() throws Exception {
    node = NodeInProcess.start(vertx, backend, folder, "jobs: { }\nprune: { mode: enforce }");
    pruned("g");
    backend.inject(Fault.errorCode(60020));
    JsonObject report = new JsonObject(report("--json"));
    assertThat(report.getInteger("freed")).isEqualTo(2);
    assertThat(report.getJsonObject("removed").getInteger("notRead")).isEqualTo(2);
    assertThat(report.getJsonArray("notes").encode()).contains("60020");
    backend.clearCalls();
    assertThat(report("--offline")).contains("2 could not be looked up").contains("--offline");
    assertThat(backend.calls()).isEmpty();
  }
}
