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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are replaced by those of the next version, one by one, while groups call. */
@DisplayName("In a rolling update")
class RollingUpdateIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int GROUPS = 3;

  @TempDir private Path folder;

  private final List<SandboxGroup> groups = new ArrayList<>();
  private final List<Future<CallbackReply>> replies = new ArrayList<>();

  @Test
  @DisplayName("old and new nodes work side by side, no callback is refused, no group is left out")
  void sideBySide() throws Exception {
    Path newer = NewerJar.make(folder);
    try (Scene scene = Scene.open(folder, 3)) {
      Fleet fleet = scene.fleet();
      fleet.start(0).awaitReady();
      fleet.start(1).awaitReady();
      call(scene, 0, 1);

      // The newer one changes the schema under those that run.
      replace(fleet, 2, newer);
      fleet.awaitNodes(3, PATIENCE);
      call(scene, 0, 1, 2);
      awaitHeardByAll(scene, 0);
      awaitHeardByAll(scene, 2);

      for (int node : List.of(0, 1)) {
        call(scene, node);
        assertThat(fleet.jar(node).stop()).isZero();
        call(scene, 2);
        replace(fleet, node, newer);
        call(scene, 0, 2);
      }
      for (Future<CallbackReply> reply : replies) {
        assertThat(NodeInProcess.result(reply).ok()).isTrue();
      }
      await().atMost(PATIENCE).untilAsserted(() -> groups.forEach(scene::assertEndedWell));
      assertThat(scene.blindRepeats()).isEmpty();
      scene.assertWithinAllowance();

      assertThat(fleet.jar(1).stop()).isZero();
      fleet.update(1, Jar.BUILT);
      Jar late = fleet.start(1);
      assertThat(late.exitCode()).as("an old one does not start any more").isEqualTo(1);
      assertThat(late.output()).anyMatch(line -> line.contains("written by a newer Headroom"));
    }
  }

  private static void replace(Fleet fleet, int node, Path jar) throws Exception {
    fleet.update(node, jar);
    fleet.start(node).awaitReady();
  }

  /** Some groups call each of these nodes. */
  private void call(Scene scene, int... nodes) {
    for (int node : nodes) {
      scene.fleet().callbacksTo(node);
      for (int i = 0; i < GROUPS; i++) {
        SandboxGroup group = scene.group("update" + groups.size());
        groups.add(group);
        replies.add(group.tryJoin("late").callback().orElseThrow());
      }
    }
  }

  /** A group that calls that node is heard of on all three. */
  private void awaitHeardByAll(Scene scene, int node) {
    int number = groups.size();
    call(scene, node);
    SandboxGroup group = groups.get(number);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(scene.fleet().heardAnywhere("group.full", group)).hasSize(3);
              assertThat(scene.fleet().heardAnywhere("group.pruned", group)).hasSize(3);
              assertThat(scene.fleet().heardAnywhere("group.full.once", group)).hasSize(1);
            });
  }
}
