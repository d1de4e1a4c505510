package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A job that waits for another try")
class WaitingJobsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private NodeInProcess node;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    node =
        NodeInProcess.start(
            vertx, backend, folder, "jobs: { maxAttempts: 5 }\nprune: { mode: enforce }\n");
  }

  @AfterEach
  void stop() throws Exception {
    node.stop();
  }

  private JsonArray jobs(String query) {
    return new JsonObject(node.api().get("/api/jobs?" + query).body()).getJsonArray("items");
  }

  private static String named(SandboxGroup group) {
    return "group=" + URLEncoder.encode(group.id(), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("tells why its last try failed, how many did, and when the next one may begin")
  void tells() throws Exception {
    SandboxGroup sick = LocalService.fullGroup(backend.app(), "@TGS#sick", 40);
    SandboxGroup well = LocalService.fullGroup(backend.app(), "@TGS#well", 40);
    NodeInProcess.callBack(well);
    await().atMost(PATIENCE).until(() -> !node.api().runs(well.id()).isEmpty());
    backend.inject(Fault.errorCode(10023).onApi("get_group_info").onGroup(sick.id()));
    NodeInProcess.callBack(sick);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<JsonObject> found =
                  jobs(named(sick)).stream().map(JsonObject.class::cast).toList();
              assertThat(found).hasSize(1);
              JsonObject job = found.get(0);
              assertThat(job.getString("state")).isEqualTo("waiting");
              assertThat(job.getInteger("attempts")).isPositive();
              assertThat(job.getString("failure")).contains("10023");
              assertThat(job.getString("next")).isEqualTo(job.getString("dueAt"));
              assertThat(Instant.parse(job.getString("next"))).isNotNull();
              assertThat(job.getString("deadCause")).isNull();
            });
    JsonObject rested = jobs(named(well)).getJsonObject(0);
    assertThat(rested.getString("failure")).isNull();
    assertThat(rested.getString("next")).isNull();
    assertThat(jobs("state=resting&" + named(sick))).isEmpty();
    assertThat(jobs("limit=1&" + named(well))).hasSize(1);
    assertThat(jobs("group=nobody")).isEmpty();
    assertThat(jobs("")).hasSize(2);
  }

  @Test
  @DisplayName("tells why its app is left alone when it was not tried itself")
  void tellsOfTheApp() throws Exception {
    SandboxGroup first = LocalService.fullGroup(backend.app(), "@TGS#first", 40);
    SandboxGroup second = LocalService.fullGroup(backend.app(), "@TGS#second", 40);
    backend.inject(Fault.errorCode(60020));
    NodeInProcess.callBack(first);
    await()
        .atMost(PATIENCE)
        .until(() -> jobs(named(first)).getJsonObject(0).getString("failure") != null);
    NodeInProcess.callBack(second);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonObject job = jobs(named(second)).getJsonObject(0);
              assertThat(job.getString("failure")).contains("60020");
              assertThat(job.getInteger("attempts")).isZero();
            });
  }
}
