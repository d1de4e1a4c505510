package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The sandbox of the jar")
class SandboxIT {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final List<Integer> DEFAULT_PORTS = List.of(8080, 8081, 8090);
  private static final List<String> HEADLINES =
      List.of(
          "1. A group fills up",
          "2. A storm of refused joiners",
          "3. A group with nobody to remove",
          "4. An owner who switched it off",
          "5. A braked group",
          "6. A backend that fails for a while");

  @TempDir private Path temporary;
  @TempDir private Path folder;
  private final List<ServerSocket> others = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;
  private Path output;

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    for (ServerSocket other : others) {
      other.close();
    }
  }

  @Test
  @DisplayName("It plays each story once, all end as expected, and nothing is left behind")
  void once() throws Exception {
    start("--once");

    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    List<String> lines = lines();
    assertThat(process.exitValue()).as("%s", lines).isZero();
    assertThat(lines).containsSubsequence(HEADLINES);
    assertThat(lines.stream().filter(line -> line.strip().equals("As expected."))).hasSize(6);
    assertThat(lines).noneMatch(line -> line.contains("NOT AS EXPECTED"));
    assertThat(lines).as("no log between the stories").noneMatch(line -> line.startsWith("20"));
    assertThat(lines).as("fits a terminal").allMatch(line -> line.length() <= 100);
    assertThat(lines).anyMatch(line -> line.contains("ENFORCES"));
    assertThat(leftBehind()).isEmpty();
  }

  @Test
  @DisplayName("It takes other ports than those in use, lets one try by hand, and ends by a signal")
  void byHand() throws Exception {
    occupyDefaultPorts();
    start();

    URI backend = printedUrl("backend");
    URI management = printedUrl("management");
    assertThat(Stream.of(printedUrl("callbacks"), management, backend).map(URI::getPort))
        .doesNotContainAnyElementsOf(DEFAULT_PORTS)
        .doesNotHaveDuplicates();

    URI join = backend.resolve("/sandbox/join?group=chess-club&account=alex");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(lines()).anyMatch(line -> line.contains(join.toString())));
    assertThat(join(join)).isEqualTo("REFUSED");
    await().atMost(PATIENCE).until(() -> join(join).equals("JOINED"));
    HttpRequest runs =
        HttpRequest.newBuilder(management.resolve("/api/runs?group=chess-club")).build();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(client.send(runs, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("\"outcome\":\"pruned\""));

    process.destroy();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", lines()).isZero();
    assertThat(leftBehind()).isEmpty();
  }

  private void start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                System.getProperty("headroom.jar"),
                "sandbox"));
    command.addAll(List.of(options));
    output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().remove("HEADROOM_LOG_LEVEL");
    process = builder.start();
  }

  private List<String> lines() throws IOException {
    // Its last letter may be half written.
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8).lines().toList();
  }

  /** One that cannot be had is in use already, which is as good. */
  private void occupyDefaultPorts() throws IOException {
    for (int port : DEFAULT_PORTS) {
      ServerSocket socket = new ServerSocket();
      others.add(socket);
      try {
        socket.bind(new InetSocketAddress("127.0.0.1", port));
      } catch (IOException inUse) {
        socket.close();
      }
    }
  }

  private URI printedUrl(String name) {
    Pattern pattern = Pattern.compile("  " + name + " +(http://127\\.0\\.0\\.1:\\d+)\\S*.*");
    return await()
        .atMost(PATIENCE)
        .until(
            () -> lines().stream().map(pattern::matcher).filter(Matcher::matches).toList(),
            found -> !found.isEmpty())
        .stream()
        .map(found -> URI.create(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  private String join(URI join) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(join).POST(HttpRequest.BodyPublishers.noBody()).build();
    String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return new JsonObject(body).getString("outcome");
  }

  private List<Path> leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }
}
