package dev.headroom.system;

import static dev.headroom.system.LocalService.fullGroup;
import static dev.headroom.system.LocalService.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.event.Addresses;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("From observe to enforce")
class FromObserveToEnforceTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "token";

  /** Two members of each group would go: an hour of this limit. */
  private static final String LIMIT = "maxPerDay: { app: 48 }";

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private LocalService service;
  private final List<JsonObject> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    vertx
        .eventBus()
        .<JsonObject>consumer(Addresses.GROUP_PRUNED, message -> told.add(message.body()));
  }

  @AfterEach
  void close() throws Exception {
    service.stop();
    result(backend.close());
    result(vertx.close());
  }

  private void serve(String prune) throws Exception {
    service =
        LocalService.start(
            vertx,
            folder,
            "apps:",
            LocalService.app(backend.app(), backend.url(), TOKEN),
            "prune: { " + prune + ", " + LIMIT + " }");
    backend.app().callbackTo(service.callbackUrl(), TOKEN);
  }

  private List<SandboxGroup> threeObserved() throws Exception {
    List<SandboxGroup> groups = new CopyOnWriteArrayList<>();
    for (String id : List.of("a", "b", "c")) {
      SandboxGroup group = fullGroup(backend.app(), id, 40);
      groups.add(group);
      NodeInProcess.callBack(group);
      await().atMost(PATIENCE).until(() -> !service.api().runs(id).isEmpty());
      // Refused again: it waits for the end of its rest.
      NodeInProcess.callBack(group);
    }
    return groups;
  }

  private Instant due(String group) throws Exception {
    return service.api().jobs().stream()
        .filter(job -> group.equals(job.getString("groupId")))
        .map(job -> Instant.parse(job.getString("dueAt")))
        .findFirst()
        .orElseThrow();
  }

  private void assertSpread(List<SandboxGroup> groups, Instant from) throws Exception {
    await().atMost(PATIENCE).until(() -> groups.get(0).memberNum() == 38);
    assertThat(due("b")).isBetween(from.plus(59, ChronoUnit.MINUTES), from.plusSeconds(3_700));
    assertThat(due("c")).isBetween(from.plus(119, ChronoUnit.MINUTES), from.plusSeconds(7_300));
    assertThat(groups.get(1).memberNum()).isEqualTo(40);
    assertThat(groups.get(2).memberNum()).isEqualTo(40);
  }

  @Test
  @DisplayName("a restart with mode enforce prunes group after group, as maxPerDay.app allows")
  void restart() throws Exception {
    serve("mode: observe");
    List<SandboxGroup> groups = threeObserved();
    assertThat(backend.calls("delete_group_member")).isEmpty();
    service.stop();
    serve("mode: enforce");
    assertSpread(groups, Instant.now());
  }

  @Test
  @DisplayName("the moment of enforceFrom does the same while the service runs")
  void enforceFrom() throws Exception {
    Instant moment = Instant.now().plusSeconds(20).truncatedTo(ChronoUnit.SECONDS);
    serve("mode: enforce, enforceFrom: \"" + moment + "\"");
    List<SandboxGroup> groups = threeObserved();
    assertThat(Instant.now()).as("groups were observed in time").isBefore(moment);
    assertSpread(groups, moment);
  }

  @Test
  @DisplayName("group.pruned and the ledger tell who would have gone from who has gone")
  void told() throws Exception {
    serve("mode: observe");
    SandboxGroup group = fullGroup(backend.app(), "a", 40);
    NodeInProcess.callBack(group);
    await().atMost(PATIENCE).until(() -> told.size() == 1);
    NodeInProcess.callBack(group);
    service.stop();
    serve("mode: enforce");
    await().atMost(PATIENCE).until(() -> told.size() == 2);

    JsonObject observed = told.get(0);
    assertThat(observed.getString("outcome")).isEqualTo("observed");
    assertThat(observed.getString("mode")).isEqualTo("observe");
    assertThat(observed.getInteger("removedCount")).isZero();
    assertThat(observed.getJsonArray("removed")).isEmpty();
    assertThat(observed.getJsonArray("wouldRemove")).hasSize(2);
    JsonObject pruned = told.get(1);
    assertThat(pruned.getString("outcome")).isEqualTo("pruned");
    assertThat(pruned.getString("mode")).isEqualTo("enforce");
    assertThat(pruned.getInteger("removedCount")).isEqualTo(2);
    assertThat(pruned.getJsonArray("removed")).hasSize(2);
    assertThat(pruned.getJsonArray("wouldRemove")).isEmpty();
    assertThat(service.api().runs("a"))
        .extracting(run -> run.getString("mode") + " " + run.getString("outcome"))
        .containsExactly("enforce pruned", "observe observed");
  }
}
