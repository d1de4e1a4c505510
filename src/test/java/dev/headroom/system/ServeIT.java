package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.CallbackReply;
import dev.headroom.sandbox.Deletion;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Vertx vertx;
  private SandboxBackend backend;
  private Jar jar;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
  }

  @AfterEach
  void close() throws Exception {
    if (jar != null) {
      jar.close();
    }
    NodeInProcess.result(backend.close());
    NodeInProcess.result(vertx.close());
  }

  private SandboxGroup fullGroup(String id, int seats) {
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    SandboxGroup group = backend.app().group(id, GroupType.PUBLIC).max(seats);
    group.owner("owner");
    group.add(
        seats - 1,
        id.hashCode() + "m",
        (member, i) -> member.joined(longAgo).spoke(longAgo.plusSeconds(60L * i)));
    group.lastMessage(Instant.now().minus(Duration.ofDays(10)), 1_000);
    return group;
  }

  private Jar serve(String prune) throws Exception {
    jar = Jar.serve(folder, backend.app(), backend.url(), prune);
    return jar;
  }

  private void awaitRun(String groupId, String outcome) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jar.api().runs(groupId))
                    .isNotEmpty()
                    .allMatch(run -> outcome.equals(run.getString("outcome"))));
  }

  @Test
  @DisplayName("A full group is called back, pruned of its longest inactive, and has room")
  void prunes() throws Exception {
    SandboxGroup group = fullGroup("@TGS#full", 100);
    serve("mode: enforce");
    NodeInProcess.callBack(group);
    awaitRun(group.id(), "pruned");
    assertThat(group.memberNum()).isEqualTo(95);
    List<String> oldest =
        IntStream.range(0, 5).mapToObj(i -> group.deletedAccounts().get(i)).toList();
    assertThat(group.deletions()).hasSize(5).allMatch(Deletion::wasMember);
    assertThat(oldest).doesNotContain("owner");
    assertThat(group.tryJoin("newcomer").joined()).isTrue();
    JsonObject run = jar.api().run(jar.api().runs(group.id()).get(0).getString("id"));
    assertThat(run.getJsonArray("removed")).hasSize(5);
    assertThat(run.getJsonObject("seats"))
        .isEqualTo(new JsonObject().put("max", 100).put("before", 100).put("after", 95));
    assertThat(backend.breaches()).isEmpty();
    assertThat(jar.stop()).isZero();
    assertThat(jar.output()).noneMatch(line -> line.contains(backend.app().secretKey()));
  }

  @Test
  @DisplayName("A fresh configuration observes: it says who would go and removes nobody")
  void observes() throws Exception {
    SandboxGroup group = fullGroup("g", 40);
    serve("maxPerRun: 500");
    NodeInProcess.callBack(group);
    awaitRun(group.id(), "observed");
    JsonObject run = jar.api().run(jar.api().runs(group.id()).get(0).getString("id"));
    assertThat(run.getJsonArray("wouldRemove")).hasSize(2);
    assertThat(group.memberNum()).isEqualTo(40);
    assertThat(backend.calls("delete_group_member")).isEmpty();
  }

  @Test
  @DisplayName("Told to stop during a start that then fails, it says why and ends at once with 1")
  void stoppedBeforeItFails() throws Exception {
    try (ServerSocket database = new ServerSocket(0)) {
      database.setSoTimeout((int) PATIENCE.toMillis());
      Path file = folder.resolve("headroom.yaml");
      Files.writeString(
          file,
          Jar.configuration(backend.app(), backend.url(), "mode: observe")
              + "\njobs: { url: \"jdbc:postgresql://127.0.0.1:"
              + database.getLocalPort()
              + "/x?user=u&password=hidden\" }\n");
      jar = Jar.start(folder, Map.of(), "--config", file.toString());
      try (Socket unanswered = database.accept()) {
        jar.terminate();
        await().atMost(PATIENCE).until(() -> said("Headroom stops"));
        assertThat(unanswered.isConnected()).isTrue();
      }
    }
    assertThat(jar.exitCode()).isEqualTo(1);
    await().until(() -> said("Headroom did not start: the database jdbc:postgresql://127.0.0.1"));
    assertThat(jar.output()).noneMatch(line -> line.contains("did not stop in time"));
  }

  private boolean said(String words) {
    return jar.output().stream().anyMatch(line -> line.contains(words));
  }

  @Test
  @DisplayName("3,000 callbacks of one group cause one run that reads the member list")
  void storm() throws Exception {
    SandboxGroup group = fullGroup("storm", 200);
    serve("{ mode: enforce, cooldown: 2s }");
    JsonObject callback =
        new JsonObject()
            .put("CallbackCommand", "Group.CallbackAfterGroupFull")
            .put("GroupId", group.id());
    // In waves: the machine that tests may be slower than Tencent is patient.
    for (int wave = 0; wave < 30; wave++) {
      List<Future<CallbackReply>> replies =
          IntStream.range(0, 100)
              .mapToObj(i -> backend.app().callback(callback, "RESTAPI").orElseThrow())
              .toList();
      for (Future<CallbackReply> reply : replies) {
        assertTaken(NodeInProcess.result(reply));
      }
    }
    await().atMost(PATIENCE).until(() -> group.memberNum() == 190);
    // After rests the group is looked at again, and left alone.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                backend.calls("get_group_info").size() > 3
                    || !jar.api().get("/api/jobs?state=resting").body().contains("\"items\":[]"));
    long lists =
        backend.calls("get_group_member_info").stream()
            .filter(call -> call.body().getInteger("Offset") == 0)
            .count();
    assertThat(lists).isEqualTo(1);
    assertThat(group.deletions()).allMatch(Deletion::wasMember);
    assertThat(backend.breaches()).isEmpty();
  }

  @Test
  @DisplayName("Replies stay quick while every REST call takes a second")
  void slowBackend() throws Exception {
    backend.inject(Fault.slowBefore(Duration.ofSeconds(1)));
    List<SandboxGroup> groups =
        IntStream.range(0, 20).mapToObj(i -> fullGroup("slow" + i, 20)).toList();
    serve("mode: enforce");
    // The machine may stumble, so the best of a few rounds counts; the first one warms up.
    boolean quick =
        IntStream.range(0, 12).mapToLong(round -> p99(groups, round)).anyMatch(p99 -> p99 < 50);
    assertThat(quick).as("p99 below 50 ms").isTrue();
    for (SandboxGroup group : groups) {
      awaitRun(group.id(), "pruned");
    }
  }

  private static void assertTaken(CallbackReply reply) {
    assertThat(reply.ok() || NodeInProcess.stoodStill(reply)).as("%s", reply).isTrue();
  }

  private static long p99(List<SandboxGroup> groups, int round) {
    List<Long> millis =
        IntStream.range(0, 200)
            .mapToObj(i -> groups.get(i % groups.size()).tryJoin("joiner" + round + "-" + i))
            .flatMap(join -> join.callback().stream())
            .map(
                reply -> {
                  try {
                    CallbackReply answer = NodeInProcess.result(reply);
                    assertTaken(answer);
                    return answer.millis();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                })
            .sorted()
            .toList();
    // With room in every group nobody is refused any more.
    return millis.isEmpty() ? Long.MAX_VALUE : millis.get(millis.size() * 99 / 100);
  }
}
