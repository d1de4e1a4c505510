package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ManagementSettings;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.RunEnds;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.Routes;
import dev.headroom.store.SqliteStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsApiTest {

  private static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  @TempDir private Path folder;
  private Vertx vertx;
  private SqliteStore store;
  private int port;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    store =
        SqliteStore.open(vertx, "jdbc:sqlite:" + folder.resolve("headroom.db"), Clock.systemUTC());
    ManagementVerticle verticle =
        new ManagementVerticle(
            new ManagementSettings("127.0.0.1", 0, List.of()),
            new Routes(
                List.of(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                List.of(new RunsApi(store))));
    done(vertx.deployVerticle(verticle));
    port = verticle.port();
  }

  @AfterEach
  void close() throws Exception {
    done(store.close());
    done(vertx.close());
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private JsonObject get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private static Run run(String id, String group) {
    return new Run(
        id,
        GroupKey.of(14, group),
        "Public",
        Cause.CALLBACK,
        Mode.ENFORCE,
        "p",
        1,
        200,
        200,
        START);
  }

  private static RunEnd end(Run run, Outcome outcome) {
    return new RunEnd(run, outcome, 199, List.of(), Map.of(), "as planned", START.plusSeconds(1));
  }

  @Test
  @DisplayName("What the ledger holds of a run is what the management port shows")
  void detail() throws Exception {
    Removal kim = new Removal("kim", START, Instant.EPOCH, Reason.NEVER_SPOKE, "no word");
    done(
        store.write(
            session -> {
              Ledger.intend(session, run("r", "g"), List.of(kim));
              Ledger.settle(session, "r", 1, Map.of("kim", Fate.REMOVED));
              return RunEnds.finish(session, end(run("r", "g"), Outcome.PRUNED));
            }));

    JsonObject shown = get("/api/runs/r");
    assertThat(shown.getInteger("removedCount")).isEqualTo(1);
    assertThat(shown.getJsonArray("removed").getJsonObject(0).getString("fate"))
        .isEqualTo("removed");
    assertThat(get("/api/runs?group=g&outcome=pruned").getJsonArray("items")).hasSize(1);
  }

  @Test
  @DisplayName("Pages of the management port hold every run of the ledger once")
  void pages() throws Exception {
    for (int i = 0; i < 7; i++) {
      RunEnd end = end(run("r" + i, "g" + i), Outcome.GROUP_GONE);
      done(store.write(session -> RunEnds.finish(session, end)));
    }
    List<String> ids = new ArrayList<>();
    JsonObject page = get("/api/runs?limit=3");
    while (page.getString("next") != null) {
      page.getJsonArray("items").forEach(run -> ids.add(((JsonObject) run).getString("id")));
      page = get("/api/runs?limit=3&after=" + page.getString("next"));
    }
    page.getJsonArray("items").forEach(run -> ids.add(((JsonObject) run).getString("id")));
    assertThat(ids).containsExactly("r6", "r5", "r4", "r3", "r2", "r1", "r0");
  }
}
