package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What fails for one group is that group's, what fails for all of an app is the app's. */
class SickGroupTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int SEATS = 40;
  private static final int FREED = 5;
  private static final int ATTEMPTS = 3;

  /** Faults after which the client has no time left for another try within chat.timeout. */
  private static final Pattern TRIED_ONCE = Pattern.compile("NEVER|10006|10023");

  private static final Map<String, Supplier<Fault>> UNCLEAR = new LinkedHashMap<>();

  static {
    UNCLEAR.put("HTML", Fault::html);
    UNCLEAR.put("half a JSON document", Fault::halfJson);
    UNCLEAR.put("502", Fault::badGateway);
    UNCLEAR.put("a reset", Fault::reset);
    UNCLEAR.put("a hang", Fault::hang);
    for (int code : new int[] {10002, 10006, 10023, 60008, 90992, 90994, 91000}) {
      UNCLEAR.put(Integer.toString(code), () -> Fault.errorCode(code));
    }
  }

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.headroom");

  @TempDir private static Path folder;
  private static SandboxBackend backend;
  private static NodeInProcess node;

  /** An app with one group in trouble. */
  private record Sick(SandboxApp app, SandboxGroup sick, List<SandboxGroup> well) {}

  /** An app in trouble. */
  private record Outage(List<SandboxGroup> groups, Supplier<Fault> fault, SandboxApp app) {

    /** But for the first, which was pruned before. */
    List<SandboxGroup> others() {
      return groups.subList(1, groups.size());
    }
  }

  private static final Map<String, Sick> SICK = new LinkedHashMap<>();
  private static final Map<String, Outage> OUTAGES = new LinkedHashMap<>();
  private static final Map<Integer, SandboxGroup> HOPELESS = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    LOG.setLevel(Level.ERROR);
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    UNCLEAR.forEach(
        (what, fault) -> {
          SandboxApp app = app();
          SandboxGroup sick = group(app, "sick");
          SICK.put(what, new Sick(app, sick, groups(app, "well", 3)));
          backend.inject(fault.get().onApp(app.sdkAppId()).onGroup(sick.id()));
          SandboxApp out = app();
          OUTAGES.put(what, new Outage(groups(out, "out", 4), fault, out));
        });
    for (int code : new int[] {10003, 10004, 10007, 10026, 60027}) {
      SandboxApp app = app();
      HOPELESS.put(code, group(app, "hopeless" + code));
      backend.inject(Fault.errorCode(code).onApp(app.sdkAppId()).onApi("get_group_info"));
    }
    node =
        NodeInProcess.start(
            vertx,
            backend,
            folder,
            """
            jobs: { maxAttempts: 3 }
            chat: { timeout: 1s }
            prune: { mode: enforce, concurrency: 500, freeSeats: 5 }
            """);
  }

  private static SandboxApp app() {
    long id = SandboxOptions.DEFAULT_SDK_APP_ID + backend.apps().size();
    return backend.addApp(id, SandboxOptions.DEFAULT_IDENTIFIER, SandboxOptions.DEFAULT_SECRET_KEY);
  }

  private static SandboxGroup group(SandboxApp app, String id) {
    return NodeInProcess.fullGroup(app, id + " " + app.sdkAppId(), GroupType.PUBLIC, SEATS);
  }

  private static List<SandboxGroup> groups(SandboxApp app, String id, int count) {
    List<SandboxGroup> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      groups.add(group(app, id + i));
    }
    return groups;
  }

  @AfterAll
  static void stop() throws Exception {
    node.stop();
    LOG.setLevel(null);
  }

  private static JsonObject job(SandboxGroup group) {
    return node.api().job(group.id()).orElseThrow();
  }

  private static void awaitState(SandboxGroup group, String state) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(job(group).getString("state")).isEqualTo(state));
  }

  @TestFactory
  @DisplayName("A group in trouble keeps no other waiting, is counted, and dies with its cause")
  Stream<DynamicTest> sickGroup() throws Exception {
    for (Sick each : SICK.values()) {
      NodeInProcess.callBack(each.sick());
    }
    for (Sick each : SICK.values()) {
      for (SandboxGroup well : each.well()) {
        NodeInProcess.callBack(well);
      }
    }
    return SICK.entrySet().stream()
        .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> assertAlone(each.getValue())));
  }

  private static void assertAlone(Sick each) {
    for (SandboxGroup well : each.well()) {
      awaitState(well, "resting");
      assertThat(well.deletedAccounts()).hasSize(FREED);
    }
    awaitState(each.sick(), "dead");
    assertThat(job(each.sick()).getString("deadCause")).isNotBlank();
    assertThat(each.sick().memberNum()).isEqualTo(SEATS);
    long looks =
        backend.calls("get_group_info").stream()
            .filter(call -> call.body().toString().contains(each.sick().id()))
            .count();
    // Each attempt asks three times at most.
    assertThat(looks).isLessThanOrEqualTo(3L * ATTEMPTS);
  }

  @TestFactory
  @DisplayName("An outage of a whole app costs no attempt, whatever Chat answers in it")
  Stream<DynamicTest> outage() throws Exception {
    for (Outage each : OUTAGES.values()) {
      NodeInProcess.callBack(each.groups().get(0));
    }
    Map<String, Fault> faults = new LinkedHashMap<>();
    for (Map.Entry<String, Outage> each : OUTAGES.entrySet()) {
      Outage outage = each.getValue();
      awaitState(outage.groups().get(0), "resting");
      faults.put(
          each.getKey(), backend.inject(outage.fault().get().onApp(outage.app().sdkAppId())));
      for (SandboxGroup group : outage.others()) {
        NodeInProcess.callBack(group);
      }
    }
    return OUTAGES.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    each.getKey(), () -> assertWaits(each.getValue(), faults.get(each.getKey()))));
  }

  private static void assertWaits(Outage outage, Fault fault) {
    // The first tries of all, and some probes.
    int tries = TRIED_ONCE.matcher(fault.toString()).find() ? 1 : 3;
    await().atMost(PATIENCE).until(() -> fault.hits() > tries * 2 * outage.others().size());
    for (SandboxGroup group : outage.others()) {
      assertThat(job(group).getInteger("attempts")).isZero();
      assertThat(job(group).getString("state")).isIn("waiting", "running");
    }
    backend.clear(fault);
    for (SandboxGroup group : outage.others()) {
      awaitState(group, "resting");
      assertThat(group.deletedAccounts()).hasSize(FREED);
    }
  }

  @TestFactory
  @DisplayName("What no repetition heals is given up at once, with its cause")
  Stream<DynamicTest> hopeless() throws Exception {
    for (SandboxGroup group : HOPELESS.values()) {
      NodeInProcess.callBack(group);
    }
    return HOPELESS.entrySet().stream()
        .map(
            each ->
                DynamicTest.dynamicTest(
                    Integer.toString(each.getKey()),
                    () -> {
                      awaitState(each.getValue(), "dead");
                      assertThat(job(each.getValue()).getString("deadCause"))
                          .contains(Integer.toString(each.getKey()));
                      assertThat(job(each.getValue()).getInteger("attempts")).isZero();
                    }));
  }
}
