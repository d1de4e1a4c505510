package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.Headroom;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data and temporary folder on a real file system from which nothing can be loaded. */
class NoExecTest {

  @TempDir private Path folder;
  @TempDir private Path elsewhere;
  private SmallDisk disk;

  private record Ended(int code, String output) {}

  @BeforeEach
  void mount() throws Exception {
    disk = SmallDisk.mount(folder, "size=32m,noexec");
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
            "    callbackTokens: [token]"));
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      disk.close();
    }
  }

  @Test
  @DisplayName("The start names folder, cause and remedy, without a stack trace, and exits 1")
  void start() throws Exception {
    Ended serve = run(List.of(), "serve");
    assertThat(serve.code()).as(serve.output()).isEqualTo(1);
    assertThat(serve.output())
        .contains(
            "the native library of the SQLite driver cannot be loaded from the folder "
                + folder.toRealPath().resolve("data/headroom.db.native"),
            "noexec",
            "-Dorg.sqlite.tmpdir=")
        .doesNotContain("\tat ", "UnsatisfiedLinkError");
  }

  @Test
  @DisplayName("The check finds it before, and is silent once the library goes elsewhere")
  void check() throws Exception {
    Ended check = run(List.of(), "check");
    assertThat(check.code()).as(check.output()).isZero();
    assertThat(check.output()).contains("mounted noexec").doesNotContain("\tat ");
    assertThat(run(List.of("-Dorg.sqlite.tmpdir=" + elsewhere), "check").output())
        .doesNotContain("noexec");
  }

  private Ended run(List<String> options, String command) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElse("java"));
    line.add("-Djava.io.tmpdir=" + folder);
    line.add("-Dlogback.configurationFile=" + Path.of("conf", "logback.xml").toAbsolutePath());
    line.addAll(options);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Headroom.class.getName()));
    line.addAll(List.of(command, "--config", "headroom.yaml"));
    Process process =
        new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
