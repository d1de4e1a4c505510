package dev.headroom.system;

import static dev.headroom.system.LocalService.fullGroup;
import static dev.headroom.system.LocalService.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.QuotaWindow;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The sweep of a running service")
class SweepHealsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TOKEN = "token";

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private LocalService service;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx, new SandboxOptions().keep(100_000));
  }

  @AfterEach
  void close() throws Exception {
    if (service != null) {
      service.stop();
    }
    result(backend.close());
    result(vertx.close());
  }

  private void serve(String callsPerSecond, String... lines) throws Exception {
    List<String> all = new ArrayList<>();
    all.add("apps:");
    all.add(LocalService.app(backend.app(), backend.url(), TOKEN));
    all.add("    callsPerSecond: " + callsPerSecond);
    all.addAll(List.of(lines));
    service = LocalService.start(vertx, folder, all.toArray(String[]::new));
    backend.app().callbackTo(service.callbackUrl(), TOKEN);
  }

  private static void fill(SandboxGroup group) {
    for (int i = 0; !group.isFull(); i++) {
      assertThat(group.tryJoin("joiner" + i).joined()).isTrue();
    }
  }

  @Test
  @DisplayName("finds a full group whose callback was lost, if it ever called, and makes room")
  void lostCallback() throws Exception {
    SandboxGroup group = fullGroup(backend.app(), "@TGS#lost", 100);
    fullGroup(backend.app(), "@TGS#never", 100);
    serve(
        "100",
        "prune: { mode: enforce, cooldown: 100ms, maxRest: 1s }",
        "sweep: { every: 1s, share: 100% }");
    NodeInProcess.callBack(group);
    await().atMost(PATIENCE).until(() -> group.memberNum() == 95);

    backend.app().noCallbacks();
    // Before the next sweep makes room.
    Fault slow =
        backend.inject(Fault.slowBefore(Duration.ofSeconds(3)).onApi("delete_group_member"));
    fill(group);
    assertThat(group.tryJoin("late").refused()).isTrue();
    backend.clear(slow);
    await().atMost(PATIENCE).until(() -> group.memberNum() == 95);
    assertThat(group.tryJoin("late").joined()).isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(service.api().runs(group.id()))
                    .anySatisfy(
                        run -> {
                          assertThat(run.getString("cause")).isEqualTo("sweep");
                          assertThat(run.getString("outcome")).isEqualTo("pruned");
                        }));
    assertThat(service.api().runs("@TGS#never")).isEmpty();
    String app = "{app=\"" + backend.app().sdkAppId() + "\"}";
    assertThat(service.metric("headroom_sweep_full_unknown" + app)).isEqualTo(1);
    assertThat(service.metric("headroom_sweep_asked_total" + app)).isPositive();
    assertThat(backend.breaches()).isEmpty();
  }

  @Test
  @DisplayName("stops at once with the service, in the middle of many groups")
  void stops() throws Exception {
    // A hundred calls: half a minute, if nobody stopped it.
    for (int i = 0; i < 5_000; i++) {
      backend.app().group("g" + i, GroupType.PUBLIC).max(1).owner("o");
    }
    backend.inject(Fault.slowBefore(Duration.ofMillis(300)).onApi("get_group_info"));
    serve("100", "sweep: { every: 1h }");
    await().until(() -> !backend.calls("get_group_info").isEmpty());
    service.stop();
    service = null;
    assertThat(backend.calls("get_group_info").size()).isLessThan(50);
  }

  @Test
  @Tag("long")
  @DisplayName("keeps to its share, leaves the rest to runs, and together they keep the quota")
  void share() throws Exception {
    int allowed = 40;
    backend.app().quota(allowed);
    for (int i = 0; i < 3_000; i++) {
      backend.app().group("empty" + i, GroupType.PUBLIC).max(9).owner("o");
    }
    List<SandboxGroup> full = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      full.add(fullGroup(backend.app(), "full" + i, 40));
    }
    serve("" + allowed, "prune: { mode: enforce }", "sweep: { every: 1h, share: 10% }");
    for (SandboxGroup group : full) {
      NodeInProcess.callBack(group);
    }
    String done =
        "headroom_sweep_ended_total{app=\"" + backend.app().sdkAppId() + "\",end=\"done\"}";
    await().atMost(Duration.ofMinutes(3)).until(() -> service.metric(done) == 1);
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> full.stream().allMatch(group -> group.memberNum() == 38));

    List<ChatCall> info = backend.calls("get_group_info");
    List<ChatCall> swept = info.stream().filter(SweepHealsTest::isSweep).toList();
    assertThat(swept.size()).isGreaterThanOrEqualTo(3_000 / 50);
    assertThat(window(swept)).isLessThanOrEqualTo(allowed / 10);
    assertThat(backend.app().largestWindow("get_group_info")).isLessThanOrEqualTo(allowed);
    long during =
        info.stream()
            .filter(call -> !isSweep(call))
            .filter(call -> call.arrivedNanos() < swept.get(swept.size() - 1).arrivedNanos())
            .count();
    assertThat(during).as("runs went on beside the sweep").isGreaterThan(100);
    assertThat(backend.breaches()).isEmpty();
  }

  private static boolean isSweep(ChatCall call) {
    return call.body().getJsonArray("GroupIdList").size() > 1;
  }

  private static int window(List<ChatCall> calls) {
    QuotaWindow window = new QuotaWindow();
    calls.forEach(call -> window.arrived(call.arrivedNanos()));
    return window.largest();
  }

  @Test
  @Tag("long")
  @DisplayName("looks after a callback had to be refused, though nobody else knows of its group")
  void refused() throws Exception {
    SandboxGroup first = fullGroup(backend.app(), "first", 40);
    SandboxGroup second = fullGroup(backend.app(), "second", 40);
    SandboxGroup third = fullGroup(backend.app(), "third", 40);
    Fault hang = backend.inject(Fault.hang());
    service =
        LocalService.start(
            vertx,
            folder,
            "  maxWaiting: 1",
            "prune: { mode: enforce, concurrency: 1 }",
            "apps:",
            LocalService.app(backend.app(), backend.url(), TOKEN));
    backend.app().callbackTo(service.callbackUrl(), TOKEN);
    NodeInProcess.callBack(first);
    await().until(() -> service.api().jobs().get(0).getString("state").equals("running"));
    NodeInProcess.callBack(second);
    CallbackReply refused = result(third.tryJoin("late").callback().orElseThrow());
    assertThat(refused.status()).isEqualTo(503);
    backend.clear(hang);
    backend.app().noCallbacks();
    await().atMost(Duration.ofMinutes(3)).until(() -> third.memberNum() == 38);
    assertThat(service.api().runs("third").get(0).getString("cause")).isEqualTo("sweep");
  }
}
