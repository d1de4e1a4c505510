package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that may open few files, and more clients than that. */
class FileDescriptorsIT {

  private static final int MAX = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern READY =
      Pattern.compile("is ready callbacks=\"127.0.0.1:(\\d+)\".*management=\"127.0.0.1:(\\d+)\"");

  @TempDir private Path folder;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final List<Socket> clients = new ArrayList<>();
  private Process process;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        folder.resolve("headroom.yaml"),
        String.join(
            "\n",
            "server: { host: 127.0.0.1, port: 0 }",
            "management: { host: 127.0.0.1, port: 0 }",
            "apps:",
            "  - sdkAppId: 1400000000",
            "    identifier: administrator",
            "    secretKey: key",
            "    callbackTokens: [token]",
            "    api: http://127.0.0.1:1"));
    process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n " + MAX + "; exec \"$@\"",
                "sh",
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                Jar.BUILT.toAbsolutePath().toString(),
                "--config",
                "headroom.yaml")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    Thread reader = new Thread(this::read, "output");
    reader.setDaemon(true);
    reader.start();
    await()
        .atMost(PATIENCE)
        .until(() -> output.stream().anyMatch(line -> line.contains("is ready")));
  }

  @AfterEach
  void stop() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    process.destroyForcibly().onExit().join();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      lines.lines().forEach(output::add);
    } catch (IOException e) {
      output.add("(output ends: " + e.getMessage() + ")");
    }
  }

  private int port(int which) {
    return output.stream()
        .map(READY::matcher)
        .filter(Matcher::find)
        .map(found -> Integer.parseInt(found.group(which)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName(
      "Out of file descriptors: not ready, one line with cause and remedy, and well again by itself")
  void runsOut() throws Exception {
    // The prober's connection is there before.
    HttpClient prober = HttpClient.newHttpClient();
    assertThat(ready(prober).statusCode()).isEqualTo(200);
    for (int i = 0; i < MAX; i++) {
      Socket client = new Socket();
      client.connect(new InetSocketAddress("127.0.0.1", port(1)), 60_000);
      clients.add(client);
    }
    await().atMost(PATIENCE).until(() -> !warnings().isEmpty());
    HttpResponse<String> notReady = ready(prober);
    assertThat(notReady.statusCode()).as("%s", output).isEqualTo(503);
    assertThat(notReady.body()).contains("{\"id\":\"files\",\"status\":\"DOWN\"");

    for (Socket client : clients) {
      client.close();
    }
    await().atMost(PATIENCE).until(() -> ready(HttpClient.newHttpClient()).statusCode() == 200);
    assertThat(warnings()).hasSize(1).allMatch(line -> line.contains("ulimit -n"));
    assertThat(output).noneMatch(line -> line.contains("exceptionCaught()"));
  }

  private List<String> warnings() {
    return output.stream().filter(line -> line.contains("Connections cannot be taken")).toList();
  }

  private HttpResponse<String> ready(HttpClient client) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(2) + "/health/ready"))
            .version(HttpClient.Version.HTTP_1_1)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
