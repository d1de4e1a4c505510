package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.hooks.HookJar;
import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks of docs/hooks.md, and bad ones, in the built jar. */
class HooksIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More than there are event loops. */
  private static final int MANY = 4 * Runtime.getRuntime().availableProcessors();

  private static final String CRASHES =
      """
      package com.example;
      import io.vertx.core.*;
      public class Crashes extends VerticleBase {
        @Override public Future<?> start() {
          for (String address : java.util.List.of("group.full", "group.full.once", "group.pruned")) {
            vertx.eventBus().consumer(address, message -> {
              throw new IllegalStateException("crash");
            });
          }
          return Future.succeededFuture();
        }
      }
      """;

  private static final String BLOCKS =
      """
      package com.example;
      import io.vertx.core.*;
      public class Blocks extends VerticleBase {
        @Override public Future<?> start() {
          return vertx.eventBus().consumer("group.full", message -> {
            while (true) {
              try {
                Thread.sleep(1_000);
              } catch (InterruptedException e) {
                // Blocks on: it is that bad.
              }
            }
          }).completion();
        }
      }
      """;

  private static final String BREAKS =
      """
      package com.example;
      import io.vertx.core.*;
      public class Breaks extends VerticleBase {
        @Override public Future<?> start() {
          throw new IllegalStateException("does not start");
        }
      }
      """;

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private HttpServer owners;
  private final List<JsonObject> told = new CopyOnWriteArrayList<>();
  private Jar jar;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    owners =
        NodeInProcess.result(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  told.add(
                                      body.toJsonObject()
                                          .put("by", request.getHeader("Authorization")));
                                  request.response().end();
                                }))
                .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() throws Exception {
    if (jar != null) {
      jar.close();
    }
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  private SandboxGroup fullGroup(String id) {
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    SandboxGroup group = backend.app().group(id, GroupType.PUBLIC).max(40);
    group.owner("owner");
    group.add(
        39, id + "m", (member, i) -> member.joined(longAgo).spoke(longAgo.plusSeconds(60L * i)));
    group.lastMessage(Instant.now().minus(Duration.ofDays(10)), 1_000);
    return group;
  }

  /** The blocks of that language in docs/hooks.md. */
  private static List<String> blocks(String language) throws IOException {
    String text = Files.readString(Path.of("docs", "hooks.md"));
    Matcher matcher = Pattern.compile("(?ms)^```" + language + "\\R(.*?)^```$").matcher(text);
    List<String> blocks = new ArrayList<>();
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    return blocks;
  }

  private void install(List<String> sources) throws IOException {
    Path hooks = Files.createDirectories(folder.resolve("hooks"));
    HookJar.make(hooks.resolve("mine.jar"), System.getProperty("headroom.jar"), sources);
  }

  private void serve(String hooks, Map<String, String> environment) throws Exception {
    Path file = folder.resolve("headroom.yaml");
    Files.writeString(
        file, Jar.configuration(backend.app(), backend.url(), "mode: enforce") + "\n" + hooks);
    jar = Jar.start(folder, environment, "--config", file.toString());
    jar.awaitReady();
    backend.app().callbackTo(jar.callbackUrl(), Jar.TOKEN);
  }

  /** With a fixed management port, for a hook has to know it. */
  private void serveExamples(int management) throws Exception {
    install(blocks("java"));
    Path file = folder.resolve("headroom.yaml");
    Files.writeString(
        file,
        Jar.configuration(backend.app(), backend.url(), "mode: enforce")
                .replace(
                    "management: { host: 127.0.0.1, port: 0 }",
                    "management: { host: 127.0.0.1, port: " + management + " }")
            + "\n"
            + blocks("yaml").get(0));
    jar =
        Jar.start(
            folder,
            Map.of(
                "OWNER_URL",
                "http://127.0.0.1:" + owners.actualPort() + "/notify",
                "OWNER_TOKEN",
                "owner-token",
                "MANAGEMENT_URL",
                "http://127.0.0.1:" + management),
            "--config",
            file.toString());
    jar.awaitReady();
    backend.app().callbackTo(jar.callbackUrl(), Jar.TOKEN);
  }

  private int freePort() throws Exception {
    HttpServer server =
        NodeInProcess.result(vertx.createHttpServer().requestHandler(r -> {}).listen(0));
    int port = server.actualPort();
    NodeInProcess.result(server.close());
    return port;
  }

  private void awaitPruned(SandboxGroup group) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jar.api().runs(group.id()))
                    .isNotEmpty()
                    .allMatch(run -> "pruned".equals(run.getString("outcome"))));
    assertThat(group.deletions()).hasSize(2);
  }

  private List<JsonObject> recorded() throws IOException {
    Path file = folder.resolve("removals.jsonl");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(JsonObject::new).toList()
        : List.of();
  }

  private void awaitRecorded(SandboxGroup... groups) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(recorded())
                    .extracting(line -> line.getJsonArray("accounts").getList())
                    .containsExactlyInAnyOrderElementsOf(
                        List.of(groups).stream().map(SandboxGroup::deletedAccounts).toList()));
  }

  @Test
  @DisplayName("The examples of the docs tell the owner once and record who was removed")
  void examples() throws Exception {
    SandboxGroup group = fullGroup("g1");
    serveExamples(freePort());
    for (int i = 0; i < 20; i++) {
      group.tryJoin("newcomer" + i);
    }
    awaitPruned(group);
    awaitRecorded(group);
    await().atMost(PATIENCE).until(() -> !told.isEmpty());
    assertThat(told)
        .containsExactly(
            new JsonObject()
                .put("sdkAppId", Long.toString(backend.app().sdkAppId()))
                .put("groupId", "g1")
                .put("by", "Bearer owner-token"));
    assertThat(jar.stop()).isZero();
    assertThat(jar.output())
        .noneMatch(line -> line.contains("owner-token"))
        .noneMatch(line -> line.contains("ERROR"));
  }

  @Test
  @DisplayName("The example that keeps a record catches up with what it has not heard")
  void catchesUp() throws Exception {
    SandboxGroup missed = fullGroup("missed");
    serve("", Map.of());
    NodeInProcess.callBack(missed);
    awaitPruned(missed);
    assertThat(jar.stop()).isZero();
    assertThat(recorded()).isEmpty();

    SandboxGroup heard = fullGroup("heard");
    serveExamples(freePort());
    NodeInProcess.callBack(heard);
    awaitPruned(heard);
    awaitRecorded(missed, heard);
  }

  @Test
  @DisplayName("Hooks that crash, block, break or are missing leave callbacks and runs untouched")
  void bad() throws Exception {
    install(List.of(CRASHES, BLOCKS, BREAKS));
    List<SandboxGroup> groups = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      groups.add(fullGroup("g" + i));
    }
    serve(
        """
        hooks:
          - { verticle: com.example.Crashes, instances: 2 }
          - { verticle: com.example.Blocks, instances: %d }
          - { verticle: com.example.Breaks }
          - { verticle: com.example.Missing }
        """
            .formatted(MANY),
        Map.of());
    // A loop that is blocked never answers; the machine may stumble, so the best round counts.
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      best = Math.min(best, slowestReply(groups));
    }
    assertThat(best).isLessThan(500);
    for (SandboxGroup group : groups) {
      awaitPruned(group);
    }
    assertThat(jar.api().get("/health/ready").statusCode()).isEqualTo(200);
    awaitTold("hook failed", "com.example.Crashes");
    awaitTold("hook blocks its thread", "com.example.Blocks");
    awaitTold("hook not started", "com.example.Breaks");
    awaitTold("not every hook can be started", "com.example.Missing is in no jar");
    assertThat(jar.api().get("/metrics").body())
        .contains("headroom_hooks{hook=\"3\",verticle=\"com.example.Missing\"} 0");
    assertThat(jar.stop()).isZero();
    awaitTold("hook did not stop in time", "com.example.Blocks");
  }

  private static long slowestReply(List<SandboxGroup> groups) throws Exception {
    List<Future<CallbackReply>> replies =
        groups.stream().flatMap(group -> group.tryJoin("newcomer").callback().stream()).toList();
    long slowest = 0;
    for (Future<CallbackReply> reply : replies) {
      assertThat(
              NodeInProcess.result(reply).ok()
                  || NodeInProcess.stoodStill(NodeInProcess.result(reply)))
          .isTrue();
      slowest = Math.max(slowest, NodeInProcess.result(reply).millis());
    }
    return slowest;
  }

  private void awaitTold(String what, String who) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jar.output())
                    .anyMatch(line -> line.contains(what) && line.contains(who)));
  }

  @Test
  @DisplayName("check finds a hook whose class is missing, and runs none of those that are there")
  void check() throws Exception {
    install(List.of(BREAKS));
    Path file = folder.resolve("headroom.yaml");
    String hooks = "hooks: [{ verticle: com.example.Breaks }, { verticle: com.example.Missing }]";
    Files.writeString(
        file, Jar.configuration(backend.app(), backend.url(), "mode: observe") + "\n" + hooks);
    jar = Jar.start(folder, Map.of(), "check", "--config", file.toString());
    assertThat(jar.exitCode()).isEqualTo(2);
    await()
        .untilAsserted(
            () ->
                assertThat(String.join("\n", jar.output()))
                    .contains("hooks[1].verticle: com.example.Missing is in no jar of ")
                    .doesNotContain("hooks[0]"));
  }
}
