package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.cli.FreePorts;
import dev.headroom.hooks.HookJar;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several nodes of the built jar on one database and one bus. */
final class Fleet implements AutoCloseable {

  /** Far below the ports that the system gives out by itself. */
  private static final int FIRST_PORT = 12_000;

  private static final int LAST_PORT = 30_000;

  private static final String LISTENER =
      """
      package com.example;
      import io.vertx.core.*;
      import java.nio.charset.StandardCharsets;
      import java.nio.file.*;
      public class Listener extends VerticleBase {
        @Override public Future<?> start() {
          for (String address : java.util.List.of(
              "group.full", "group.full.once", "group.pruned", "group.pruned.once")) {
            vertx.eventBus().consumer(address, message -> {
              String node = String.valueOf(message.headers().get("node"));
              String body = String.valueOf(message.body());
              // Appended by the system: messages that come together must not overwrite each other.
              try {
                Files.writeString(Path.of("heard.txt"),
                    address + " " + node + " " + body.replace("\\n", " ") + "\\n",
                    StandardOpenOption.CREATE, StandardOpenOption.APPEND);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
          }
          return Future.succeededFuture();
        }
      }
      """;

  private final Path folder;
  private final SandboxBackend backend;
  private final String policy;
  private final int allowance;
  private final List<String> urls;
  private final List<Integer> ports;
  private final Jar[] jars;
  private final Path[] files;
  private boolean apart;

  /**
   * None is started yet.
   *
   * @param policy {@code prune} of all of them
   * @param allowance calls per second of all of them together
   * @param urls of the database, one a node
   */
  Fleet(Path folder, SandboxBackend backend, String policy, int allowance, List<String> urls)
      throws IOException {
    this.folder = folder;
    this.backend = backend;
    this.policy = policy;
    this.allowance = allowance;
    this.urls = urls;
    this.jars = new Jar[urls.size()];
    this.files = new Path[urls.size()];
    Arrays.fill(files, Jar.BUILT);
    FreePorts free = new FreePorts();
    int from = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
    this.ports =
        Stream.iterate(pair(free, from), last -> pair(free, last + 2)).limit(urls.size()).toList();
    Path hooks = Files.createDirectories(folder.resolve("jars"));
    HookJar.make(hooks.resolve("listener.jar"), Jar.BUILT.toString(), List.of(LISTENER));
  }

  private static int pair(FreePorts free, int from) {
    try {
      int port = free.from(from);
      return free.from(port + 1) == port + 1 ? port : pair(free, port + 1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  int size() {
    return jars.length;
  }

  /** Nodes started from now on know of no other on the bus, as if it were split between all. */
  void splitTheBus() {
    apart = true;
  }

  /** That node runs another jar from its next start on. */
  void update(int node, Path jar) {
    files[node] = jar;
  }

  /** Starts a node that does not run; does not wait until it is ready. */
  Jar start(int node) throws IOException {
    Path home = Files.createDirectories(folder.resolve("node" + node));
    Path hooks = Files.createDirectories(home.resolve("hooks"));
    if (Files.notExists(hooks.resolve("listener.jar"))) {
      Files.copy(folder.resolve("jars").resolve("listener.jar"), hooks.resolve("listener.jar"));
      Files.createFile(home.resolve("heard.txt"));
    }
    Path file = Files.writeString(home.resolve("headroom.yaml"), configuration(node));
    jars[node] = Jar.start(home, Map.of(), List.of(), files[node], "--config", file.toString());
    return jars[node];
  }

  private String configuration(int node) {
    List<Integer> known = apart ? List.of(ports.get(node)) : ports;
    String members =
        known.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(", "));
    return String.join(
        "\n",
        Jar.configuration(backend.app(), backend.url(), policy)
            .replace(
                "    callsPerSecondFor:",
                "    callsPerSecond: " + allowance + "\n    callsPerSecondFor:"),
        "jobs: { url: '" + urls.get(node) + "', lease: 3s }",
        "chat: { timeout: 1s }",
        "sweep: off",
        "cluster: { enabled: true, host: 127.0.0.1, port: "
            + ports.get(node)
            + ", members: ["
            + members
            + "] }",
        "hooks: [{ verticle: com.example.Listener }]");
  }

  Jar jar(int node) {
    return jars[node];
  }

  /** A node that can be asked. */
  Jar anyReady() {
    return Stream.of(jars).filter(jar -> jar != null && jar.isReady()).findAny().orElseThrow();
  }

  /** Waits until all that are started are ready and know of so many nodes. */
  void awaitNodes(int nodes, Duration patience) {
    await()
        .atMost(patience)
        .untilAsserted(
            () ->
                assertThat(jars)
                    .filteredOn(jar -> jar != null && jar.isAlive())
                    .hasSize(nodes)
                    .allSatisfy(
                        jar -> {
                          assertThat(jar.api().get("/metrics").body())
                              .contains("headroom_nodes " + nodes + ".0");
                          assertThat(jar.api().get("/health/ready").statusCode()).isEqualTo(200);
                        }));
  }

  /** Starts whom there is not, all at once, and waits for all. */
  void startAll() throws Exception {
    for (int node = 0; node < jars.length; node++) {
      if (jars[node] == null || !jars[node].isAlive()) {
        start(node);
      }
    }
    for (Jar jar : jars) {
      jar.awaitReady();
    }
  }

  /** Sends the next callbacks to that node. */
  void callbacksTo(int node) {
    backend.app().callbackTo(jars[node].callbackUrl(), Jar.TOKEN);
  }

  /** Lines that the hook of a node has written: address, node, body. */
  List<String> heard(int node) throws IOException {
    return Files.readAllLines(folder.resolve("node" + node).resolve("heard.txt"));
  }

  /** What that node's hook heard of a group at an address. */
  List<String> heard(int node, String address, SandboxGroup group) throws IOException {
    Pattern named = Pattern.compile("\\b" + Pattern.quote(group.id()) + "\\b");
    return heard(node).stream()
        .filter(line -> line.startsWith(address + " ") && named.matcher(line).find())
        .toList();
  }

  /** What the hooks of all started nodes heard. */
  List<String> heardAnywhere(String address, SandboxGroup group) throws IOException {
    List<String> all = new ArrayList<>();
    for (int node = 0; node < jars.length; node++) {
      if (jars[node] != null) {
        all.addAll(heard(node, address, group));
      }
    }
    return all;
  }

  /** What all nodes have said, for a failed test. */
  String story() {
    return IntStream.range(0, jars.length)
        .filter(node -> jars[node] != null)
        .mapToObj(node -> "node " + node + ":\n" + String.join("\n", jars[node].output()))
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    for (Jar jar : jars) {
      if (jar != null) {
        jar.close();
      }
    }
  }
}
