package dev.headroom.cli;

import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.node.Node;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxOptions;
import dev.headroom.sandbox.story.Stories;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A simulated Chat backend and a node of Headroom beside it, connected like the real ones: signed
 * callbacks one way, REST calls the other. State is in a temporary folder that goes with it. Opened
 * and closed by the main thread.
 */
final class SandboxSite {

  private static final String HOST = "127.0.0.1";
  private static final int CALLBACK_PORT = 8080;
  private static final int MANAGEMENT_PORT = 8081;
  private static final int BACKEND_PORT = 8090;
  private static final String CALLBACK_TOKEN = "sandbox-token";

  /** What the backend remembers of calls: enough for a story, and no more for one that goes on. */
  private static final int KEEP = 5_000;

  private static final int MOST_TRIES = 5;

  private final Path folder;

  /** Tencent's side and ours do not share threads, let alone an event bus. */
  private final Vertx theirs = Vertx.vertx();

  private final Vertx ours = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
  private SandboxBackend backend;
  private Node node;
  private Settings settings;

  private SandboxSite() throws IOException {
    this.folder = Files.createTempDirectory("headroom-sandbox-");
  }

  /** Starts both; what cannot be started leaves nothing behind. */
  static SandboxSite open() throws Exception {
    for (int tries = 1; ; tries++) {
      SandboxSite site = new SandboxSite();
      try {
        site.start();
        return site;
      } catch (Exception e) {
        site.close();
        // Another program may have been quicker to take a port that was free a moment ago.
        if (!(e instanceof IOException) || tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  SandboxBackend backend() {
    return backend;
  }

  /** Where callbacks go. */
  URI callbacks() {
    return URI.create("http://" + HOST + ":" + node.callbackPort() + settings.server().path());
  }

  /** Headroom's management port. */
  URI management() {
    return URI.create("http://" + HOST + ":" + node.managementPort());
  }

  private void start() throws Exception {
    FreePorts ports = new FreePorts();
    int callbackPort = ports.from(CALLBACK_PORT);
    int managementPort = ports.from(MANAGEMENT_PORT);
    SandboxOptions options = new SandboxOptions().port(ports.from(BACKEND_PORT)).keep(KEEP);
    backend = Waiting.on(SandboxBackend.start(theirs, options));
    settings =
        SettingsLoader.parse(
            configuration(callbackPort, managementPort).encode(), "sandbox", Map.of());
    node = Waiting.on(Node.start(ours, settings));
    backend.app().callbackTo(callbacks().toString(), CALLBACK_TOKEN);
  }

  /** As a file in JSON would have it. */
  private JsonObject configuration(int callbackPort, int managementPort) {
    SandboxApp app = backend.app();
    return new JsonObject()
        .put("server", new JsonObject().put("host", HOST).put("port", callbackPort))
        .put(
            "apps",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("sdkAppId", app.sdkAppId())
                        .put("identifier", app.identifier())
                        .put("secretKey", app.secretKey())
                        .put("callbackTokens", new JsonArray().add(CALLBACK_TOKEN))
                        .put("api", backend.url())))
        .put("jobs", new JsonObject().put("url", "jdbc:sqlite:" + folder.resolve("headroom.db")))
        .put("management", new JsonObject().put("host", HOST).put("port", managementPort))
        .put("prune", Stories.policy());
  }

  /** Stops both and removes the folder. */
  void close() throws Exception {
    if (node != null) {
      Waiting.on(node.stop());
    }
    if (backend != null) {
      Waiting.on(backend.close());
    }
    Waiting.on(ours.close());
    Waiting.on(theirs.close());
    removeFolder();
  }

  private void removeFolder() throws IOException {
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
