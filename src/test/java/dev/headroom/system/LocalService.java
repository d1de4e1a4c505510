package dev.headroom.system;

import dev.headroom.config.SettingsLoader;
import dev.headroom.node.Node;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service in this process, as its ports show it; can be started again on its database. */
public final class LocalService {

  private final Node node;
  private final ManagementApi api;

  private LocalService(Node node) {
    this.node = node;
    this.api = new ManagementApi("http://127.0.0.1:" + node.managementPort());
  }

  /**
   * Starts it.
   *
   * @param folder has the database and the configuration
   * @param lines of the configuration, but for the ports and the database; indented ones at the
   *     beginning are of {@code jobs}
   */
  static LocalService start(Vertx vertx, Path folder, String... lines) throws Exception {
    String text =
        String.join(
            "\n",
            "server: { host: 127.0.0.1, port: 0, instances: 1 }",
            "management: { host: 127.0.0.1, port: 0 }",
            "jobs:",
            "  url: \"jdbc:sqlite:" + folder.resolve("headroom.db") + "\"",
            String.join("\n", lines));
    Path file = Files.writeString(folder.resolve("headroom.yaml"), SmallGroups.in(text));
    return new LocalService(
        result(
            SettingsLoader.load(vertx, file, Map.of())
                .compose(settings -> Node.start(vertx, settings))));
  }

  /** An item of {@code apps}. */
  static String app(SandboxApp app, String api, String token) {
    return String.join(
        "\n",
        "  - sdkAppId: " + app.sdkAppId(),
        "    identifier: " + app.identifier(),
        "    secretKey: " + app.secretKey(),
        "    callbackTokens: [" + token + "]",
        "    api: " + api);
  }

  /** A full group of an owner and of members who have been silent for long. */
  static SandboxGroup fullGroup(SandboxApp app, String id, int seats) {
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    SandboxGroup group = app.group(id, GroupType.PUBLIC).max(seats);
    group.owner("owner");
    group.add(
        seats - 1,
        "m",
        (member, i) -> member.joined(longAgo).spoke(longAgo.plusSeconds(60L * i)).msgSeq(0));
    return group.lastMessage(Instant.now().minus(Duration.ofDays(10)), 1_000);
  }

  public static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  String callbackUrl() {
    return "http://127.0.0.1:" + node.callbackPort() + "/im/callback";
  }

  ManagementApi api() {
    return api;
  }

  /** The value of a metric, whose name may have labels. */
  double metric(String name) {
    return api.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  void stop() throws Exception {
    result(node.stop());
  }
}
