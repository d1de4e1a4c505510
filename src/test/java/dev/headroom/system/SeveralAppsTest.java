package dev.headroom.system;

import static dev.headroom.system.LocalService.fullGroup;
import static dev.headroom.system.LocalService.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.Breach;
import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Several apps in one service")
class SeveralAppsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FIRST = 1400000001L;
  private static final long SECOND = 1400000002L;

  @TempDir private Path folder;
  private Vertx vertx;

  /** Two regions: each knows its own app only. */
  private SandboxBackend east;

  private SandboxBackend west;
  private LocalService service;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    east = region(FIRST, "east-admin", "east-key");
    west = region(SECOND, "west-admin", "west-key");
  }

  private SandboxBackend region(long app, String identifier, String key) throws Exception {
    return NodeInProcess.backend(
        vertx, new SandboxOptions().app(app, identifier, key).keep(50_000));
  }

  @AfterEach
  void close() throws Exception {
    if (service != null) {
      service.stop();
    }
    result(east.close());
    result(west.close());
    result(vertx.close());
  }

  private void serve(String prune) throws Exception {
    service =
        LocalService.start(
            vertx,
            folder,
            "apps:",
            LocalService.app(east.app(), east.url(), "east-token"),
            LocalService.app(west.app(), west.url(), "west-token"),
            "    callsPerSecond: 30",
            "chat: { timeout: 2s }",
            "prune: " + prune);
    east.app().callbackTo(service.callbackUrl(), "east-token");
    west.app().callbackTo(service.callbackUrl(), "west-token");
  }

  private static List<SandboxGroup> full(SandboxApp app, int count) {
    List<SandboxGroup> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(fullGroup(app, "g" + i, 40));
    }
    return groups;
  }

  private static void callBack(List<SandboxGroup> groups) throws Exception {
    for (SandboxGroup group : groups) {
      NodeInProcess.callBack(group);
    }
  }

  private static boolean allHaveRoom(List<SandboxGroup> groups) {
    return groups.stream().allMatch(group -> group.memberNum() == 38);
  }

  @Test
  @DisplayName("have each their own key, region, tokens, budget and policy, the same ids included")
  void ownThings() throws Exception {
    List<SandboxGroup> eastern = full(east.app(), 3);
    List<SandboxGroup> western = full(west.app(), 30);
    serve(
        "{ mode: observe, protect: { memberFields: { vip: \"*\" } },"
            + " groups: [{ sdkAppId: "
            + SECOND
            + ", mode: enforce, protect: { memberFields: { west: \"*\" } } }] }");
    callBack(eastern);
    callBack(western);
    await().atMost(PATIENCE).until(() -> allHaveRoom(western));
    await().atMost(PATIENCE).until(() -> service.api().runs("g2").size() == 2);
    assertThat(service.api().runs("g2"))
        .extracting(run -> run.getLong("sdkAppId") + " " + run.getString("outcome"))
        .containsExactlyInAnyOrder(FIRST + " observed", SECOND + " pruned");
    assertThat(eastern).allMatch(group -> group.memberNum() == 40);
    assertThat(east.calls("delete_group_member")).isEmpty();
    assertThat(west.app().largestWindow("get_group_info")).isBetween(10, 30);
    assertThat(east.calls("get_group_member_info"))
        .allSatisfy(
            call ->
                assertThat(call.body().getJsonArray("AppDefinedDataFilter_GroupMember"))
                    .containsExactly("vip"));
    assertThat(west.calls("get_group_member_info"))
        .allSatisfy(
            call ->
                assertThat(call.body().getJsonArray("AppDefinedDataFilter_GroupMember"))
                    .containsExactly("vip", "west"));
    assertThat(east.breaches()).isEmpty();
    assertThat(west.breaches()).isEmpty();
  }

  @Test
  @DisplayName("do not take each other's tokens")
  void tokens() throws Exception {
    List<SandboxGroup> western = full(west.app(), 1);
    serve("{ mode: observe }");
    west.app().callbackTo(service.callbackUrl(), "east-token");
    CallbackReply reply = result(western.get(0).tryJoin("late").callback().orElseThrow());
    assertThat(reply.status()).isEqualTo(401);
    assertThat(service.api().jobs()).isEmpty();
  }

  @Test
  @DisplayName("are not slowed by one whose calls hang, however many of its groups are full")
  void sickApp() throws Exception {
    List<SandboxGroup> eastern = full(east.app(), 100);
    List<SandboxGroup> western = full(west.app(), 40);
    Fault hang = east.inject(Fault.hang());
    serve("{ mode: enforce }");
    callBack(eastern);
    await().atMost(PATIENCE).until(() -> east.calls("get_group_info").size() > 1);
    long begun = System.nanoTime();
    callBack(western);
    await().atMost(PATIENCE).until(() -> allHaveRoom(western));
    // 40 runs need get_group_info some 120 times, 30 a second: the budget is what takes time.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    assertThat(eastern).noneMatch(group -> group.memberNum() < 40);
    assertThat(west.breaches()).isEmpty();

    east.clear(hang);
    await().atMost(PATIENCE).until(() -> eastern.stream().anyMatch(g -> g.memberNum() == 38));
    assertThat(east.breaches()).extracting(Breach::rule).isEmpty();
  }
}
