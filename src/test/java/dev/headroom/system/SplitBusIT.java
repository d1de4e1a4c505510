package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one PostgreSQL, neither of which reaches the other on the bus. */
@DisplayName("With a split bus two nodes")
class SplitBusIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;
  private static Scene scene;
  private static Fleet fleet;

  @BeforeAll
  static void open() throws Exception {
    scene = Scene.open(folder, 2);
    fleet = scene.fleet();
    fleet.splitTheBus();
    fleet.startAll();
    fleet.awaitNodes(2, PATIENCE);
  }

  @AfterAll
  static void close() throws Exception {
    scene.close();
  }

  @Test
  @DisplayName("prune each group once, though both hear of it, and share the allowance")
  void oneRun() throws Exception {
    List<SandboxGroup> groups = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      SandboxGroup group = scene.group("split" + i);
      groups.add(group);
      List<Future<CallbackReply>> replies = new ArrayList<>();
      for (int node = 0; node < fleet.size(); node++) {
        fleet.callbacksTo(node);
        replies.add(group.tryJoin("late").callback().orElseThrow());
      }
      for (Future<CallbackReply> reply : replies) {
        assertThat(NodeInProcess.result(reply).ok()).isTrue();
      }
    }
    await().atMost(PATIENCE).untilAsserted(() -> groups.forEach(scene::assertEndedWell));
    assertThat(scene.blindRepeats()).isEmpty();
    scene.assertWithinAllowance();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              for (SandboxGroup group : groups) {
                // Each side is told what it accepted; what became of it is told on one side.
                assertThat(fleet.heard(0, "group.full", group)).hasSize(1);
                assertThat(fleet.heard(1, "group.full", group)).hasSize(1);
                assertThat(fleet.heardAnywhere("group.pruned", group)).hasSize(1);
                assertThat(fleet.heardAnywhere("group.pruned.once", group)).hasSize(1);
              }
            });
  }

  @Test
  @DisplayName("take over from each other")
  void takeover() throws Exception {
    fleet.startAll();
    List<SandboxGroup> groups = new ArrayList<>();
    fleet.callbacksTo(0);
    for (int i = 0; i < 6; i++) {
      SandboxGroup group = scene.group("lost" + i);
      groups.add(group);
      NodeInProcess.callBack(group);
    }
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> groups.stream().anyMatch(group -> !group.deletions().isEmpty()));
    fleet.jar(0).kill();
    fleet.jar(0).exitCode();

    await().atMost(PATIENCE).untilAsserted(() -> groups.forEach(scene::assertEndedWell));
    assertThat(scene.blindRepeats()).isEmpty();
    scene.assertWithinAllowance();
  }
}
