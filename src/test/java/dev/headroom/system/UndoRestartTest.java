package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A restore that the process does not live to see the end of. */
class UndoRestartTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "token";
  private static final int SEATS = 400;
  private static final int FREED = 250;

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private LocalService service;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    serve();
  }

  @AfterEach
  void stop() throws Exception {
    service.stop();
    LocalService.result(backend.close());
    LocalService.result(vertx.close());
  }

  private void serve() throws Exception {
    service =
        LocalService.start(
            vertx,
            folder,
            "sweep: off",
            "prune: { mode: enforce, freeSeats: " + FREED + ", brake: 100%, maxPerDay: off }",
            "apps:",
            LocalService.app(backend.app(), backend.url(), TOKEN));
    backend.app().callbackTo(service.callbackUrl(), TOKEN);
  }

  private boolean stopService() throws Exception {
    service.stop();
    return true;
  }

  private SandboxGroup pruned() throws Exception {
    SandboxGroup group = LocalService.fullGroup(backend.app(), "g", SEATS);
    group.created(Instant.now().minus(Duration.ofDays(500)));
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                service.api().runs("g").stream().anyMatch(run -> run.getString("outcome") != null));
    assertThat(group.memberNum()).isEqualTo(SEATS - FREED);
    return group;
  }

  private String restore() {
    String run = service.api().runs("g").get(0).getString("id");
    return service
        .api()
        .done(202, "/api/runs/" + run + "/restore", new JsonObject())
        .getString("id");
  }

  private JsonObject find(String restore) {
    HttpResponse<String> reply = service.api().get("/api/restores/" + restore);
    assertThat(reply.statusCode()).isEqualTo(200);
    return new JsonObject(reply.body());
  }

  private static List<String> accounts(ChatCall call) {
    return call.body().getJsonArray("MemberList", new JsonArray()).stream()
        .map(member -> ((JsonObject) member).getString("Member_Account"))
        .toList();
  }

  private void assertAllBackOnce(SandboxGroup group, String restore) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(find(restore).getString("state")).isEqualTo("done"));
    assertThat(find(restore).getJsonObject("counts"))
        .isEqualTo(new JsonObject().put("restored", FREED));
    assertThat(group.memberNum()).isEqualTo(SEATS);
    assertThat(backend.calls("import_group_member").stream().flatMap(c -> accounts(c).stream()))
        .hasSize(FREED)
        .doesNotHaveDuplicates();
    assertThat(backend.calls("delete_group_member").size()).isEqualTo(3);
  }

  @Test
  @DisplayName("A restore that is stopped between its calls goes on after the restart, each once")
  void stoppedInBetween() throws Exception {
    SandboxGroup group = pruned();
    backend.inject(Fault.slowAfter(Duration.ofSeconds(2)).onApi("import_group_member").times(1));
    // At once: a look at the calls now and then may see the first one late.
    Promise<Boolean> stopped = Promise.promise();
    AtomicBoolean begun = new AtomicBoolean();
    backend.afterCalls(
        call -> {
          if (call.api().equals("import_group_member") && begun.compareAndSet(false, true)) {
            vertx.executeBlocking(this::stopService).onComplete(stopped);
          }
        });
    String restore = restore();
    LocalService.result(stopped.future());
    assertThat(group.memberNum()).isLessThan(SEATS);

    serve();

    assertAllBackOnce(group, restore);
  }

  @Test
  @DisplayName("A call under way when the process ended is looked at before anything is sent")
  void endedInTheMiddle() throws Exception {
    SandboxGroup group = pruned();
    // It has had its effect, and nobody has heard of it.
    backend.inject(Fault.slowAfter(Duration.ofSeconds(20)).onApi("import_group_member").times(1));
    String restore = restore();
    await().atMost(PATIENCE).until(() -> !backend.calls("import_group_member").isEmpty());
    service.stop();
    assertThat(group.memberNum()).isEqualTo(SEATS - FREED + 100);

    serve();

    assertAllBackOnce(group, restore);
  }
}
