package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The jar without a configuration, and with little of it")
class SurveyIT {

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
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  private Jar survey() throws Exception {
    return Jar.start(
        folder,
        Map.of(
            "HEADROOM_SDK_APP_ID", Long.toString(backend.app().sdkAppId()),
            "HEADROOM_SECRET_KEY", backend.app().secretKey()),
        "survey",
        "--api",
        backend.url());
  }

  @Test
  @DisplayName("surveys an app with its id and key alone, and leaves nothing behind")
  void idAndKey() throws Exception {
    NodeInProcess.fullGroup(backend.app(), "full", GroupType.PUBLIC, 50);
    try (Jar jar = survey()) {
      assertThat(jar.exitCode()).isZero();
      await().until(() -> jar.output().stream().anyMatch(line -> line.contains("Nothing was")));
      assertThat(jar.output())
          .anyMatch(line -> line.contains("1 group, 1 of them full, 3 members would go"))
          .noneMatch(line -> line.contains(backend.app().secretKey()))
          .noneMatch(line -> line.contains("\r"));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  @DisplayName("ends a survey on a signal with what it has seen")
  void signal() throws Exception {
    for (int i = 0; i < 50; i++) {
      NodeInProcess.fullGroup(backend.app(), "g" + i, GroupType.PUBLIC, 50);
    }
    backend.inject(Fault.slowBefore(Duration.ofSeconds(1)).onApi("get_group_member_info"));
    try (Jar jar = survey()) {
      await().until(() -> backend.calls("get_group_member_info").size() > 3);
      assertThat(jar.stop()).isOne();
      await().until(() -> jar.output().stream().anyMatch(line -> line.contains("Nothing was")));
      assertThat(jar.output())
          .anyMatch(line -> line.contains("ENDED EARLY (stopped)"))
          .anyMatch(line -> line.contains("50 groups, 50 of them full"))
          .anyMatch(line -> line.contains("not judged: the survey ended before"));
    }
  }

  @Test
  @DisplayName("loads nothing of OpenTelemetry when no exporter is configured")
  void noTracing() throws Exception {
    Path loaded = folder.resolve("loaded.txt");
    Path file =
        Files.writeString(
            folder.resolve("headroom.yaml"), Jar.configuration(backend.app(), backend.url(), ""));
    Map<String, String> log = Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
    try (Jar jar = Jar.start(folder, log, "--config", file.toString())) {
      jar.awaitReady();
      backend.app().callbackTo(jar.callbackUrl(), Jar.TOKEN);
      NodeInProcess.callBack(NodeInProcess.fullGroup(backend.app(), "g", GroupType.PUBLIC, 20));
      await().until(() -> jar.api().get("/metrics").body().contains("outcome=\"observed\"} 1"));
      assertThat(jar.stop()).isZero();
    }
    try (Stream<String> lines = Files.lines(loaded)) {
      assertThat(lines.filter(line -> line.contains("opentelemetry"))).isEmpty();
    }
  }
}
