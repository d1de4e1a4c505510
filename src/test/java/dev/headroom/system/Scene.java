package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sandbox.ChatCall;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.store.TestStore;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Nodes, their database and a simulated backend: what tests of many nodes play on. */
final class Scene implements AutoCloseable {

  /** 60 % of the seats: three delete calls a group. */
  private static final int FREED = 240;

  private static final int SEATS = 400;
  private static final int ALLOWANCE = 30;

  private static final String POLICY =
      "{ mode: enforce, freeSeats: 60%, brake: 100%, maxPerDay: off, maxPerRun: 10000,"
          + " groups: [{ match: 'again*', cooldown: 3s }] }";

  private final Vertx vertx = Vertx.vertx();
  private final SandboxBackend backend;
  private final DeleteWatch watch;
  private final Database database;
  private final Fleet fleet;

  private Scene(Path folder, int nodes) throws Exception {
    backend = NodeInProcess.backend(vertx);
    watch = DeleteWatch.on(backend);
    database = Database.start(vertx, folder.resolve("database"));
    List<String> urls = new ArrayList<>(List.of(database.fragileUrl()));
    while (urls.size() < nodes) {
      urls.add(database.url());
    }
    fleet = new Fleet(folder, backend, POLICY, ALLOWANCE, urls);
  }

  /** The first of the nodes can be cut off from the database; none of them is started yet. */
  static Scene open(Path folder, int nodes) throws Exception {
    return new Scene(folder, nodes);
  }

  SandboxBackend backend() {
    return backend;
  }

  Database database() {
    return database;
  }

  Fleet fleet() {
    return fleet;
  }

  /** A full group. */
  SandboxGroup group(String id) {
    return NodeInProcess.fullGroup(backend.app(), id, GroupType.PUBLIC, SEATS);
  }

  static boolean isPruned(SandboxGroup group) {
    return group.deletions().size() >= FREED;
  }

  /** One run has removed exactly those it should, and named nobody who was not there. */
  void assertEndedWell(SandboxGroup group) {
    List<JsonObject> runs = fleet.anyReady().api().runs(group.id());
    assertThat(runs).as("runs of %s", group).hasSize(1);
    assertThat(runs.get(0).getString("outcome")).isEqualTo("pruned");
    assertThat(runs.get(0).getInteger("removedCount")).isEqualTo(FREED);
    assertThat(group.deletedAccounts())
        .as("deleted of %s", group)
        .hasSize(FREED)
        .doesNotHaveDuplicates();
    assertThat(group.deletions())
        .as("deletes for nothing in %s", group)
        .allMatch(deletion -> deletion.wasMember());
  }

  /** See {@link DeleteWatch#blindRepeats()}. */
  List<String> blindRepeats() {
    return watch.blindRepeats();
  }

  /** Of any API, in any second, since the nodes were started. */
  void assertWithinAllowance() {
    Map<String, Integer> most =
        backend.calls().stream()
            .map(ChatCall::api)
            .distinct()
            .collect(Collectors.toMap(api -> api, api -> backend.app().largestWindow(api)));
    assertThat(most)
        .isNotEmpty()
        .allSatisfy(
            (api, calls) -> assertThat(calls).as(api).isLessThanOrEqualTo(ALLOWANCE * 105 / 100));
  }

  @Override
  public void close() throws IOException {
    fleet.close();
    database.close();
    TestStore.done(backend.close());
    TestStore.done(vertx.close());
  }
}
