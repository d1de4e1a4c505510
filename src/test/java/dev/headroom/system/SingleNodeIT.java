package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sandbox.SandboxBackend;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node alone does not pay for. */
class SingleNodeIT {

  @Test
  @DisplayName("A node alone loads nothing of the bus between nodes")
  void loadsNothing(@TempDir Path folder) throws Exception {
    Vertx vertx = Vertx.vertx();
    SandboxBackend backend = NodeInProcess.backend(vertx);
    Path file =
        Files.writeString(
            folder.resolve("headroom.yaml"),
            Jar.configuration(backend.app(), backend.url(), "mode: observe"));
    Path classes = folder.resolve("classes.txt");
    try (Jar jar =
        Jar.start(
            folder,
            Map.of(),
            List.of("-Xlog:class+load:file=" + classes),
            "--config",
            file.toString())) {
      jar.awaitReady();
      assertThat(jar.stop()).isZero();
    } finally {
      NodeInProcess.result(backend.close());
      NodeInProcess.result(vertx.close());
    }

    assertThat(Files.readAllLines(classes))
        .hasSizeGreaterThan(1_000)
        .noneMatch(
            line -> line.contains("com.hazelcast") || line.contains("spi.cluster.hazelcast"));
  }
}
