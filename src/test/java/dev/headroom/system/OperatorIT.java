package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.cli.FreePorts;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands, each a process of its own, against the jar as a service. */
class OperatorIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String OPERATE = "operate-token";
  private static final String READ = "read-token";

  @TempDir private static Path folder;
  private static Vertx vertx;
  private static SandboxBackend backend;
  private static Jar jar;

  /** A command that has ended. */
  private record Ended(int exitCode, String out, String err) {

    JsonObject json() {
      return new JsonObject(out);
    }
  }

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    Path file =
        Files.writeString(
            folder.resolve("headroom.yaml"),
            Jar.configuration(backend.app(), backend.url(), "{ mode: observe }")
                    .replace(
                        "management: { host: 127.0.0.1, port: 0 }",
                        "management: { host: 127.0.0.1, port: 0, tokens: ["
                            + "{ name: ops, token: operate-token, role: operate },"
                            + "{ name: eyes, token: read-token, role: read }] }")
                + "\njobs: { maxAttempts: 1 }\nsweep: { every: off }\n");
    jar = Jar.start(folder, Map.of(), "--config", file.toString());
    jar.awaitReady();
    backend.app().callbackTo(jar.callbackUrl(), Jar.TOKEN);
  }

  @AfterAll
  static void close() throws Exception {
    jar.close();
    LocalService.result(backend.close());
    LocalService.result(vertx.close());
  }

  private static Ended headroom(String token, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                System.getProperty("headroom.jar")));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createTempDirectory(folder, "cwd").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("HEADROOM_MANAGEMENT_TOKEN");
    if (token != null) {
      builder.environment().put("HEADROOM_MANAGEMENT_TOKEN", token);
    }
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(String.join(" ", arguments)).isTrue();
    Ended ended = new Ended(process.exitValue(), read(out), read(err));
    assertThat(ended.out() + ended.err())
        .doesNotContain("\tat ", "Exception", OPERATE, READ, backend.app().secretKey());
    return ended;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** One that goes well. */
  private static Ended operate(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", jar.managementUrl()));
    Ended ended = headroom(OPERATE, all.toArray(String[]::new));
    assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
    if (!all.contains("--json") && !all.contains("export")) {
      assertThat(ended.out().lines()).allMatch(line -> line.length() <= 100);
    }
    return ended;
  }

  private static Map<String, Long> joinTimes(SandboxGroup group, List<String> accounts) {
    Map<String, Long> times = new TreeMap<>();
    accounts.forEach(
        account -> group.member(account).ifPresent(it -> times.put(account, it.joinTime())));
    return times;
  }

  @Test
  @DisplayName("A full group is seen, planned, pruned, looked at, restored and exported")
  void round() throws Exception {
    SandboxGroup group = LocalService.fullGroup(backend.app(), "@TGS#full", 100);
    assertThat(operate("status").out())
        .contains("mode      observe", "you are ops (operate)", "1400000000");

    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(operate("runs", "--group", group.id()).out())
                    .contains("observed", "@TGS#full"));
    assertThat(operate("status").out()).contains("Group.CallbackAfterGroupFull");
    assertThat(operate("jobs", "--state", "resting").out()).contains("@TGS#full");

    JsonObject plan = operate("plan", group.id(), "--json").json();
    List<String> planned =
        plan.getJsonArray("removed").stream()
            .map(person -> ((JsonObject) person).getString("account"))
            .toList();
    assertThat(planned).hasSize(5);
    assertThat(operate("plan", group.id()).out()).contains(planned);
    assertThat(group.memberNum()).isEqualTo(100);
    Map<String, Long> before = joinTimes(group, planned);

    JsonObject run = operate("prune", group.id(), "--enforce", "--yes", "--json").json();
    assertThat(run.getString("outcome")).isEqualTo("pruned");
    assertThat(group.deletedAccounts()).containsExactlyInAnyOrderElementsOf(planned);
    assertThat(operate("run", run.getString("id")).out())
        .contains("pruned", "operator", "headroom restore " + run.getString("id"))
        .contains(planned);

    Ended restored =
        operate("restore", run.getString("id"), "--yes", "--reason", "not these people");
    assertThat(restored.out()).contains("done", "5 restored", "not these people");
    assertThat(joinTimes(group, planned)).isEqualTo(before);
    assertThat(operate("restores").out()).contains("5 restored");

    // Other tests have removed people of theirs.
    List<JsonObject> exported =
        operate("export")
            .out()
            .lines()
            .map(JsonObject::new)
            .filter(removal -> removal.getString("run").equals(run.getString("id")))
            .toList();
    assertThat(exported)
        .extracting(removal -> removal.getString("account"))
        .containsExactlyInAnyOrderElementsOf(planned);
    Path csv = folder.resolve("removals.csv");
    operate("export", "--format", "csv", "--from", "1h", "--output", csv.toString());
    assertThat(read(csv)).contains(planned).contains("account");
    assertThat(operate("forget", planned.get(0), "--yes").out()).contains("Erased in");
    assertThat(operate("export").out())
        .contains('"' + planned.get(1) + '"')
        .doesNotContain('"' + planned.get(0) + '"');
    assertThat(operate("actions").out())
        .contains("ops", "prune-enforce", "restore", "not these people");
  }

  @Test
  @DisplayName("A pause is shown by status until it is resumed, and holds a prune by hand up")
  void pauses() throws Exception {
    SandboxGroup group = LocalService.fullGroup(backend.app(), "@TGS#paused", 40);
    assertThat(operate("pause", group.id(), "--reason", "looking", "--until", "2h").out())
        .contains("Paused: @TGS#paused of app 1400000000", "by ops: looking; until");
    assertThat(operate("status").out()).contains("PAUSED", "@TGS#paused");
    assertThat(operate("plan", group.id()).out())
        .contains("PAUSED", "It is paused: nobody goes until somebody resumes");
    Ended asked = operate("prune", group.id(), "--enforce", "--yes", "--no-wait", "--json");
    assertThat(asked.err())
        .contains("PAUSED: nobody goes until somebody resumes: @TGS#paused", "Mode enforce");
    String run = asked.json().getString("id");
    assertThat(operate("resume").out()).contains("There was no such pause", "Still paused: @TGS#");
    assertThat(group.memberNum()).isEqualTo(40);
    assertThat(operate("resume", group.id()).out())
        .contains("Resumed.", "Mode observe: nobody is removed");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(operate("runs").out()).contains(run, "pruned"));
    assertThat(group.memberNum()).isLessThan(40);
  }

  @Test
  @DisplayName("A dead job is listed with its cause, and redriven")
  void redrives() throws Exception {
    SandboxGroup group = LocalService.fullGroup(backend.app(), "@TGS#dead", 40);
    Fault fault =
        backend.inject(Fault.errorCode(10004).onApi("get_group_info").onGroup(group.id()));
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(operate("jobs", "--state", "dead").out())
                    .contains("@TGS#dead", "10004"));
    assertThat(operate("status").out()).contains("1 dead", "headroom redrive");
    backend.clear(fault);
    assertThat(operate("redrive", group.id()).out()).contains("1 job begins anew");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(operate("runs", "--group", group.id(), "--outcome", "observed").out())
                    .contains("@TGS#dead"));
    Ended again = headroom(OPERATE, "redrive", group.id(), "--url", jar.managementUrl());
    assertThat(again.err()).contains("409");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(operate("redrive", "--all").out()).contains("No job was dead");
  }

  @Test
  @DisplayName("A sweep is begun, and its findings are told at the end")
  void sweeps() throws Exception {
    LocalService.fullGroup(backend.app(), "@TGS#silent", 40);
    assertThat(operate("sweep", "--act", "report").out()).contains("done", "@TGS#silent");
    assertThat(operate("sweep", "--status", "--json").json().getJsonArray("items")).hasSize(1);
  }

  @Test
  @DisplayName("Whoever is not let in learns why, and what to do")
  void refusals() throws Exception {
    String url = jar.managementUrl();
    Ended without = headroom(null, "status", "--url", url);
    assertThat(without.err())
        .contains("401", "wants a token, and none was sent", "HEADROOM_MANAGEMENT_TOKEN");
    assertThat(without.exitCode()).isEqualTo(1);
    Ended wrong = headroom("guessed", "status", "--url", url);
    assertThat(wrong.err()).contains("401", "does not know this token").doesNotContain("guessed");
    assertThat(wrong.exitCode()).isEqualTo(1);
    Ended reader = headroom(READ, "pause", "--url", url);
    assertThat(reader.err()).contains("403", "may only read");
    assertThat(reader.exitCode()).isEqualTo(1);
    assertThat(headroom(READ, "status", "--url", url).out()).contains("you are eyes");
    Ended missing = headroom(READ, "run", "nowhere", "--url", url);
    assertThat(missing.err()).contains("404", "no run of that id");
    assertThat(missing.exitCode()).isEqualTo(1);
  }

  @Test
  @DisplayName("Without the service, or with a wrong URL, the cause and the remedy are told")
  void nobodyThere() throws Exception {
    String nowhere = "http://127.0.0.1:" + new FreePorts().from(48_000);
    Ended nobody = headroom(OPERATE, "status", "--url", nowhere);
    assertThat(nobody.err()).contains("connection refused", "Start Headroom there");
    assertThat(nobody.exitCode()).isEqualTo(1);
    String callbacks = jar.callbackUrl().replace("/im/callback", "");
    Ended stranger = headroom(OPERATE, "status", "--url", callbacks);
    assertThat(stranger.err()).contains("is not Headroom's management port", "8081");
    assertThat(stranger.exitCode()).isEqualTo(1);
    Ended tls =
        headroom(OPERATE, "status", "--url", jar.managementUrl().replace("http:", "https:"));
    assertThat(tls.err()).contains("does not speak TLS");
    assertThat(tls.exitCode()).isEqualTo(1);
  }

  @Test
  @DisplayName("What cannot be taken back is not done without a terminal to ask on, unless --yes")
  void consent() throws Exception {
    for (String command : List.of("prune", "restore", "release", "forget")) {
      Ended ended = headroom(OPERATE, command, "whatever", "--url", jar.managementUrl());
      assertThat(ended.err()).contains("no terminal to ask on", "--yes");
      assertThat(ended.exitCode()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("The port is found by the configuration, whose secrets need not be there")
  void address() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("elsewhere.yaml"),
            "apps: [{ sdkAppId: 1, secretKey: \"${NOT_SET}\" }]\nmanagement: { port: "
                + jar.managementUrl().replaceAll(".*:", "")
                + ", token: \"${NOT_SET_EITHER}\" }\n");
    assertThat(headroom(READ, "status", "--config", file.toString()).out())
        .contains(jar.managementUrl());
  }

  @Test
  @DisplayName("usersig prints one that Chat takes, and a warning beside it")
  void userSig() throws Exception {
    String account = backend.app().identifier();
    Ended ended =
        headroom(null, "usersig", account, "--config", folder.resolve("headroom.yaml").toString());
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    String sig = ended.out().strip();
    assertThat(ended.err()).contains("warning: this is a secret").doesNotContain(sig);
    String call =
        backend.url()
            + "/v4/group_open_http_svc/get_appid_group_list?sdkappid="
            + backend.app().sdkAppId()
            + "&identifier="
            + account
            + "&random=1&contenttype=json&usersig="
            + sig;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(call)).POST(BodyPublishers.ofString("{}")).build();
    String reply = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    assertThat(new JsonObject(reply).getString("ActionStatus")).as(reply).isEqualTo("OK");
  }
}
