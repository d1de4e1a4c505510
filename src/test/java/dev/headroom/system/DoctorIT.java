package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorIT {

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
  }

  @AfterEach
  void close() throws Exception {
    NodeInProcess.result(vertx.close());
  }

  private record Ended(int exitCode, String output) {}

  private Ended run(Path file, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-jar",
                System.getProperty("headroom.jar")));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--config", file.toString()));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
    assertThat(output).doesNotContain("\tat ", backend.app().secretKey(), Jar.TOKEN, "Sign=");
    return new Ended(process.exitValue(), output);
  }

  private Path configuration(String api) throws Exception {
    return Files.writeString(
        folder.resolve("check.yaml"),
        String.join(
            "\n",
            "server: { port: 0 }",
            "apps:",
            "  - sdkAppId: " + backend.app().sdkAppId(),
            "    secretKey: " + backend.app().secretKey(),
            "    callbackTokens: [" + Jar.TOKEN + "]",
            "    api: " + api));
  }

  @Test
  @DisplayName("Check signs in, creates nothing, and exits 0 when all is well")
  void well() throws Exception {
    Ended ended = run(configuration(backend.url()), "check", "--online");
    assertThat(ended.output())
        .contains("is fine: 1 app", "app 1400000000", "ok     Chat: signed in");
    assertThat(ended.exitCode()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("check.yaml"));
    }
  }

  @Test
  @DisplayName("Check refuses a database of a newer version, as serve would, and touches nothing")
  void newerDatabase() throws Exception {
    Path file = configuration(backend.url());
    Path database = Files.createDirectory(folder.resolve("data")).resolve("headroom.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)");
      statement.execute("INSERT INTO meta VALUES ('schema', '99')");
    }
    Ended ended = run(file, "check");
    assertThat(ended.output())
        .contains("headroom: the database was written by a newer Headroom (schema 99,")
        .doesNotContain("is fine");
    assertThat(ended.exitCode()).isEqualTo(1);
    try (Stream<Path> files = Files.list(database.getParent())) {
      assertThat(files).containsExactly(database);
    }
    assertThat(run(file, "report", "--offline").output()).contains("written by a newer Headroom");
  }

  @Test
  @DisplayName("Check prints the line for the right region, and exits 1")
  void region() throws Exception {
    backend.app().wrongRegion(true);
    SandboxBackend right = NodeInProcess.backend(vertx, new SandboxOptions());
    Ended ended = run(configuration(backend.url()), "check", "--online", "--domains", right.url());
    assertThat(ended.output()).containsPattern("(?m)^ +api: " + right.url() + "$");
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @Test
  @DisplayName("A probe and a callback of the command line arrive at the running jar")
  void callbacks() throws Exception {
    try (Jar jar = Jar.serve(folder, backend.app(), backend.url(), "mode: observe")) {
      Path file = folder.resolve("headroom.yaml");
      Ended probed =
          run(
              file,
              "check",
              "--online",
              "--public-url",
              jar.callbackUrl(),
              "--management",
              jar.managementUrl());
      assertThat(probed.output())
          .contains("ok     callbacks: the probe through " + jar.callbackUrl());
      assertThat(probed.exitCode()).isZero();
      Ended called = run(file, "callback", "no such group", "--url", jar.callbackUrl());
      assertThat(called.output()).contains("HTTP status 200 after", "ok     taken");
      assertThat(called.exitCode()).isZero();
      assertThat(jar.api().get("/api/stats").body())
          .contains("\"accepted\":1", "Group.CallbackAfterGroupFull");
      Ended lost = run(file, "callback", "g", "--url", jar.callbackUrl() + "/wrong");
      assertThat(lost.output()).contains("path (404)");
      assertThat(lost.exitCode()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("Wrong usage exits 2")
  void usage() throws Exception {
    Path file = configuration(backend.url());
    Ended unclear = run(file, "callback", "g");
    assertThat(unclear.output()).contains("server.port is 0");
    assertThat(unclear.exitCode()).isEqualTo(2);
    Ended notUrl = run(file, "check", "--online", "--public-url", "chat.example.com");
    assertThat(notUrl.output()).contains("is no http or https URL");
    assertThat(notUrl.exitCode()).isEqualTo(2);
    Ended offline = run(file, "check", "--public-url", "https://chat.example.com");
    assertThat(offline.output()).contains("need --online");
    assertThat(offline.exitCode()).isEqualTo(2);
  }
}
