package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.event.Outcome;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docs/deploy/alerts.yaml and dashboard.json against the metrics of a real node. */
class AlarmsTest {

  private static final Path ALERTS = Path.of("docs", "deploy", "alerts.yaml");
  private static final Path DASHBOARD = Path.of("docs", "deploy", "dashboard.json");
  private static final Pattern NAME = Pattern.compile("headroom_\\w+");
  private static final Pattern MATCHER = Pattern.compile("(headroom_\\w+)\\{([^}]*)}");
  private static final Pattern LABEL = Pattern.compile("(\\w+)(=~|!=|=)\"([^\"]*)\"");

  /** Prometheus itself puts these on. */
  private static final Set<String> OF_SCRAPE = Set.of("instance", "le");

  @TempDir private static Path folder;
  private static String scrape;

  @BeforeAll
  static void scrape() throws Exception {
    Vertx vertx = Vertx.vertx();
    SandboxBackend backend = NodeInProcess.backend(vertx);
    NodeInProcess node =
        NodeInProcess.start(
            vertx, backend, folder, "jobs: { }\nhooks: [{ verticle: com.example.Missing }]");
    NodeInProcess.callBack(NodeInProcess.fullGroup(backend.app(), "g", GroupType.PUBLIC, 20));
    await()
        .untilAsserted(
            () ->
                assertThat(node.api().get("/metrics").body())
                    .contains("headroom_runs_total{outcome=\"observed\"} 1"));
    scrape = node.api().get("/metrics").body();
    node.stop();
  }

  private static List<Map<?, ?>> rules() throws Exception {
    Map<?, ?> file =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(ALERTS));
    return ((List<?>) file.get("groups"))
        .stream()
            .flatMap(group -> ((List<?>) ((Map<?, ?>) group).get("rules")).stream())
            .<Map<?, ?>>map(rule -> (Map<?, ?>) rule)
            .toList();
  }

  private static Stream<String> expressions() throws Exception {
    List<String> all = new ArrayList<>(rules().stream().map(r -> (String) r.get("expr")).toList());
    for (Object panel : new JsonObject(Files.readString(DASHBOARD)).getJsonArray("panels")) {
      for (Object target : ((JsonObject) panel).getJsonArray("targets")) {
        all.add(((JsonObject) target).getString("expr"));
      }
    }
    return all.stream();
  }

  @Test
  @DisplayName("Every metric that an alarm or the dashboard names is one of a node")
  void names() throws Exception {
    Set<String> real =
        NAME.matcher(scrape).results().map(found -> found.group()).collect(Collectors.toSet());
    Set<String> named =
        expressions()
            .flatMap(expression -> NAME.matcher(expression).results())
            .map(found -> found.group())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).hasSizeGreaterThan(15).isSubsetOf(real);
  }

  @Test
  @DisplayName("Every label that they match is one of that metric, and every value can come")
  void labels() throws Exception {
    for (String expression : expressions().toList()) {
      for (var use : MATCHER.matcher(expression).results().toList()) {
        String metric = use.group(1);
        Matcher label = LABEL.matcher(use.group(2));
        while (label.find()) {
          String name = label.group(1);
          if (!OF_SCRAPE.contains(name)) {
            assertThat(scrape).as(expression).containsPattern(metric + "\\{[^}]*\\b" + name + "=");
          }
          if (!name.equals("code") && !name.equals("instance")) {
            for (String value : label.group(3).split("\\|")) {
              assertThat(scrape).as(expression).containsPattern(metric + "\\{[^}]*" + value + "\"");
            }
          }
        }
      }
    }
  }

  @Test
  @DisplayName("Each alarm says what is wrong, how bad it is, and what to do; none has a twin")
  void texts() throws Exception {
    Set<Object> names = new HashSet<>();
    for (Map<?, ?> rule : rules()) {
      assertThat(names.add(rule.get("alert"))).as("%s is there once", rule).isTrue();
      assertThat(((Map<?, ?>) rule.get("labels")).get("severity")).isIn("page", "ticket");
      Map<?, ?> annotations = (Map<?, ?>) rule.get("annotations");
      assertThat((String) annotations.get("summary")).isNotBlank();
      assertThat((String) annotations.get("description")).isNotBlank();
    }
    assertThat(Stream.of(Outcome.BRAKED, Outcome.DAILY_LIMIT, Outcome.FAILED).map(Outcome::wire))
        .allSatisfy(
            outcome -> assertThat(Files.readString(ALERTS)).contains("\"" + outcome + "\""));
  }

  @Test
  @DisplayName("The time of the last callback is that of the callback that came")
  void lastCallback() {
    Matcher value =
        Pattern.compile("headroom_callbacks_last_seconds\\{app=\"\\d+\"} (\\S+)").matcher(scrape);
    assertThat(value.find()).isTrue();
    assertThat(Double.parseDouble(value.group(1)))
        .isCloseTo(
            System.currentTimeMillis() / 1_000.0, org.assertj.core.data.Offset.offset(300.0));
  }

  @Test
  @DisplayName("The panels of the dashboard neither overlap nor share a number")
  void panels() throws Exception {
    Set<String> cells = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (Object each : new JsonObject(Files.readString(DASHBOARD)).getJsonArray("panels")) {
      JsonObject panel = (JsonObject) each;
      JsonObject place = panel.getJsonObject("gridPos");
      assertThat(ids.add(panel.getInteger("id"))).isTrue();
      for (int x = 0; x < place.getInteger("w"); x++) {
        for (int y = 0; y < place.getInteger("h"); y++) {
          int column = place.getInteger("x") + x;
          assertThat(column).isLessThan(24);
          assertThat(cells.add(column + "/" + (place.getInteger("y") + y)))
              .as(panel.getString("title"))
              .isTrue();
        }
      }
    }
  }
}
