package dev.headroom;

import dev.headroom.hooks.HookJar;
import dev.headroom.sandbox.SandboxBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
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
    FreePorts free = new FreePorts();
    int from = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
    this.ports =
        Stream.iterate(pair(free, from), last -> pair(free, last + 2)).limit(urls.size()).toList();
    Path hooks = Files.createDirectories(folder.resolve("jars"));
    HookJar.make(
        hooks.resolve("listener.jar"), System.getProperty("headroom.jar"), List.of(LISTENER));
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

  /** Starts a node that does not run; does not wait until it is ready. */
  Jar start(int node) throws IOException {
    Path home = Files.createDirectories(folder.resolve("node" + node));
    Path hooks = Files.createDirectories(home.resolve("hooks"));
    if (Files.notExists(hooks.resolve("listener.jar"))) {
      Files.copy(folder.resolve("jars").resolve("listener.jar"), hooks.resolve("listener.jar"));
      Files.createFile(home.resolve("heard.txt"));
    }
    Path file = Files.writeString(home.resolve("headroom.yaml"), configuration(node));
    jars[node] = Jar.start(home, Map.of(), "--config", file.toString());
    return jars[node];
  }

  private String configuration(int node) {
    String members =
        ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(", "));
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
