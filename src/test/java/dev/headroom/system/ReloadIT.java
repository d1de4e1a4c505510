package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.TestCertificate;
import dev.headroom.config.TlsClient;
import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The configuration of the running jar")
class ReloadIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CALLBACKS_AT_ONCE = 8;

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private SandboxApp app;
  private Jar jar;

  private final AtomicInteger answered = new AtomicInteger();
  private final List<CallbackReply> refused = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean calling;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    app = backend.app();
  }

  @AfterEach
  void close() throws Exception {
    calling = false;
    if (jar != null) {
      jar.close();
    }
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  private SandboxGroup fullGroup(String id) {
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    SandboxGroup group = app.group(id, GroupType.PUBLIC).max(60);
    group.owner("owner");
    group.add(59, id, (member, i) -> member.joined(longAgo).spoke(longAgo.plusSeconds(i)));
    group.lastMessage(Instant.now().minus(Duration.ofDays(10)), 1_000);
    return group;
  }

  /** One more version of the mounted files, as Kubernetes puts it in place: by one link. */
  private void mount(String version, String tokens, TestCertificate certificate) throws Exception {
    Path data = Files.createDirectory(folder.resolve(".." + version));
    Files.writeString(data.resolve("key"), app.secretKey() + "\n");
    certificate.writeTo(data);
    Files.writeString(
        data.resolve("headroom.yaml"),
        String.join(
            "\n",
            "server:",
            "  { host: 127.0.0.1, port: 0, tls: { certificate: mounted/tls.crt, key: mounted/tls.key } }",
            "apps:",
            "  - sdkAppId: " + app.sdkAppId(),
            "    secretKey: ${file:mounted/key}",
            "    callbackTokens: " + tokens,
            "    api: " + backend.url(),
            "management:",
            "  { host: 127.0.0.1, port: 0, tls: { certificate: mounted/tls.crt, key: mounted/tls.key } }",
            "prune: { mode: enforce }",
            "sweep: off"));
    Path link = folder.resolve("mounted.new");
    Files.createSymbolicLink(link, Path.of(".." + version));
    Files.move(link, folder.resolve("mounted"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void awaitLog(String words) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(jar.output()).anyMatch(line -> line.contains(words)));
  }

  private void awaitRejected(String value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jar.api().get("/metrics").body())
                    .contains("headroom_config_rejected " + value));
  }

  /** Each reply brings the next callback, of one group after the other. */
  private void call(int count) {
    if (!calling) {
      return;
    }
    SandboxGroup group = app.groups().stream().skip(count % app.groups().size()).findFirst().get();
    Future<CallbackReply> callback =
        group.tryJoin("joiner").callback().orElseGet(() -> repeat(group.id()));
    callback.onComplete(
        reply -> {
          answered.incrementAndGet();
          if (!reply.result().ok() && !NodeInProcess.stoodStill(reply.result())) {
            refused.add(reply.result());
          }
          call(count + 1);
        });
  }

  /** A group that has room again is called full all the same, so that the load goes on. */
  private Future<CallbackReply> repeat(String groupId) {
    return app.callback(
            new JsonObject()
                .put("CallbackCommand", "Group.CallbackAfterGroupFull")
                .put("GroupId", groupId),
            "RESTAPI")
        .orElseThrow();
  }

  private void awaitMoreCallbacks() {
    int now = answered.get();
    await().atMost(PATIENCE).until(() -> answered.get() > now + 300);
  }

  @Test
  @DisplayName("Token, key and certificate are exchanged under load, and no callback is refused")
  void rotation() throws Exception {
    TestCertificate first = TestCertificate.ec();
    TestCertificate second = TestCertificate.rsa();
    mount("1", "[old-token]", first);
    for (int i = 0; i < 10; i++) {
      fullGroup("before" + i);
    }
    jar = Jar.start(folder, Map.of(), "--config", "mounted/headroom.yaml");
    jar.awaitReady();
    String url = jar.callbackUrl().replace("http:", "https:");
    app.callbackTo(url, "old-token");
    calling = true;
    for (int i = 0; i < CALLBACKS_AT_ONCE; i++) {
      call(i);
    }
    awaitMoreCallbacks();

    // Both tokens are taken before the console is told of the new one.
    mount("2", "[old-token, new-token]", first);
    awaitLog("configuration changed: apps[0].callbackTokens");
    app.callbackTo(url, "new-token");
    awaitMoreCallbacks();
    // Chat takes the new key a moment before we know it: what is refused then is tried again.
    app.changeSecretKey("a-new-key-of-sixty-four-characters-".repeat(2).substring(0, 64));
    fullGroup("between");
    awaitMoreCallbacks();
    mount("3", "[new-token]", second);
    awaitLog("apps[0].secretKey");
    for (int i = 0; i < 10; i++) {
      fullGroup("after" + i);
    }
    awaitMoreCallbacks();

    for (SandboxGroup group : app.groups()) {
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(group.memberNum()).isLessThan(60));
    }
    calling = false;
    assertThat(refused).isEmpty();
    assertThat(List.of(port(jar.callbackUrl()), port(jar.managementUrl())))
        .allSatisfy(
            port -> {
              try (TlsClient client = TlsClient.connect(port)) {
                assertThat(client.certificate().getPublicKey().getAlgorithm()).isEqualTo("RSA");
              }
            });
    app.callbackTo(url, "old-token");
    assertThat(NodeInProcess.result(repeat("before0")).status()).isEqualTo(401);
    assertThat(jar.stop()).isZero();
    assertThat(jar.output())
        .noneMatch(line -> line.contains("new-token") || line.contains(app.secretKey()));
  }

  private static int port(String url) {
    return URI.create(url).getPort();
  }

  @Test
  @DisplayName(
      "A mistake in the file changes nothing, shows as a metric, and is told with a remedy")
  void mistake() throws Exception {
    SandboxGroup group = fullGroup("g");
    jar = Jar.serve(folder, app, backend.url(), "mode: observe");
    Path file = folder.resolve("headroom.yaml");
    String good = Files.readString(file);
    Files.writeString(file, good.replace("mode: observe", "mode: enforced"));
    awaitLog("prune.mode: \"enforced\" is not known here");
    awaitRejected("1.0");
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jar.api().runs("g"))
                    .allMatch(run -> run.getString("outcome").equals("observed"))
                    .isNotEmpty());

    Files.writeString(file, good.replace("mode: observe", "mode: enforce"));
    awaitLog("configuration changed: prune.mode");
    awaitRejected("0.0");
    // The rest under the former policy ends with it, so the next callback is acted upon.
    awaitLog("rests end");
    NodeInProcess.callBack(group);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(group.memberNum()).isEqualTo(57));
  }
}
