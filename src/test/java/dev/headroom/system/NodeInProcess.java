package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.CurrentSettings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.config.yaml.FilesRead;
import dev.headroom.node.Node;
import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Join;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A node in this process between a simulated backend and a database of its own. */
public final class NodeInProcess {

  private static final String TOKEN = "callback-token";

  private final Vertx vertx;
  private final SandboxBackend backend;
  private final Node node;
  private final ManagementApi api;

  private NodeInProcess(Vertx vertx, SandboxBackend backend, Node node) {
    this.vertx = vertx;
    this.backend = backend;
    this.node = node;
    this.api = new ManagementApi("http://127.0.0.1:" + node.managementPort());
  }

  /**
   * Starts a node for all apps of the backend.
   *
   * @param folder where the database goes
   * @param lines of the configuration: jobs without url, chat, prune
   */
  static NodeInProcess start(Vertx vertx, SandboxBackend backend, Path folder, String lines)
      throws Exception {
    return start(vertx, backend, folder, lines, Map.of());
  }

  /** The same with an environment, which does not touch the configuration. */
  static NodeInProcess start(
      Vertx vertx,
      SandboxBackend backend,
      Path folder,
      String lines,
      Map<String, String> environment)
      throws Exception {
    String database = "jdbc:sqlite:" + folder.resolve("headroom.db");
    return start(vertx, backend, folder, database, lines, environment);
  }

  /** The same with the database of that URL; the callbacks of the apps go to the newest node. */
  static NodeInProcess start(
      Vertx vertx, SandboxBackend backend, Path folder, String database, String lines)
      throws Exception {
    return start(vertx, backend, folder, database, lines, Map.of());
  }

  private static NodeInProcess start(
      Vertx vertx,
      SandboxBackend backend,
      Path folder,
      String database,
      String lines,
      Map<String, String> environment)
      throws Exception {
    String text =
        String.join(
            "\n",
            "server: { host: 127.0.0.1, port: 0, instances: 1 }",
            "management: { host: 127.0.0.1, port: 0 }",
            // Its calls would be among those that tests count.
            "sweep: off",
            "apps:",
            backend.apps().stream()
                .map(app -> app(app, backend.url()))
                .collect(Collectors.joining("\n")),
            lines.replace("jobs: {", "jobs: { url: \"" + database + "\","));
    Path file = Files.writeString(folder.resolve("headroom.yaml"), SmallGroups.in(text));
    FilesRead read = new FilesRead();
    CurrentSettings settings =
        new CurrentSettings(result(SettingsLoader.load(vertx, file, Map.of(), read)));
    Node node = result(Node.start(vertx, settings, environment));
    node.watch(file, Map.of(), read);
    NodeInProcess started = new NodeInProcess(vertx, backend, node);
    started.takeCallbacks();
    return started;
  }

  /** From now on callbacks come to this node. */
  void takeCallbacks() {
    String url = "http://127.0.0.1:" + node.callbackPort() + "/im/callback";
    backend.apps().forEach(app -> app.callbackTo(url, TOKEN));
  }

  private static String app(SandboxApp app, String api) {
    return String.join(
        "\n",
        "  - sdkAppId: " + app.sdkAppId(),
        "    identifier: " + app.identifier(),
        "    secretKey: " + app.secretKey(),
        "    callbackTokens: [" + TOKEN + "]",
        "    api: " + api);
  }

  public static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** A full group: an owner, and members m1, m2, … of whom m1 has been silent for longest. */
  static SandboxGroup fullGroup(SandboxApp app, String id, GroupType type, int seats) {
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    SandboxGroup group = app.group(id, type).max(seats);
    group.owner("owner");
    group.add(
        seats - 1,
        "m",
        (member, i) -> member.joined(longAgo).spoke(longAgo.plusSeconds(60L * i)).msgSeq(0));
    return group.lastMessage(Instant.now().minus(Duration.ofDays(10)), 10_000);
  }

  /** The members of a {@link #fullGroup} who have been silent for longest. */
  static List<String> longestSilent(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "m" + i).toList();
  }

  /**
   * A backend that waits for the answers of callbacks as long as it takes: in this process
   * Tencent's 2 s would be a limit of the machine.
   */
  public static SandboxBackend backend(Vertx vertx) throws Exception {
    return backend(vertx, new SandboxOptions());
  }

  /** The same with other options. */
  public static SandboxBackend backend(Vertx vertx, SandboxOptions options) throws Exception {
    return result(SandboxBackend.start(vertx, options.callbackPatience(Duration.ofSeconds(30))));
  }

  /**
   * Somebody is refused by the full group, and the callback is taken. As at Tencent's, there is
   * another one when somebody else wants in: that helps where the machine stood still for longer
   * than {@code jobs.ackDeadline}.
   */
  static void callBack(SandboxGroup group) throws Exception {
    Join join = group.tryJoin("late");
    assertThat(join.refused()).as("%s is full", group).isTrue();
    CallbackReply reply = result(join.callback().orElseThrow());
    for (int more = 0; more < 5 && stoodStill(reply); more++) {
      join = group.tryJoin("late");
      if (join.joined()) {
        // It was taken all the same.
        group.leave("late");
        return;
      }
      reply = result(join.callback().orElseThrow());
    }
    assertThat(reply.ok()).as("%s", reply).isTrue();
  }

  /** Whether a callback was refused because the machine stood still: any other refusal is quick. */
  static boolean stoodStill(CallbackReply reply) {
    return reply.status() == 503 && reply.millis() >= 1_000;
  }

  Vertx vertx() {
    return vertx;
  }

  ManagementApi api() {
    return api;
  }

  int managementPort() {
    return node.managementPort();
  }

  /** Stops the service alone. */
  void stopService() throws Exception {
    result(node.stop());
  }

  void stop() throws Exception {
    stopService();
    result(backend.close());
    result(vertx.close());
  }
}
