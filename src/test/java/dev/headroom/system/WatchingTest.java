package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.store.Database;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Those who watch a node")
@ParameterizedClass
@EnumSource(Database.class)
class WatchingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  @Parameter private Database database;
  private final HttpClient client = HttpClient.newHttpClient();
  private SandboxBackend backend;
  private NodeInProcess node;
  private boolean stopped;

  @BeforeEach
  void open() throws Exception {
    Vertx vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    node =
        NodeInProcess.start(
            vertx,
            backend,
            folder,
            database.url(folder),
            "jobs: { lease: 30s }\nprune: { mode: enforce, maxPerDay: off }");
  }

  @AfterEach
  void close() throws Exception {
    if (!stopped) {
      node.stop();
    }
  }

  private SandboxGroup prunedGroup(String id) throws Exception {
    SandboxGroup group = NodeInProcess.fullGroup(backend.app(), id, GroupType.PUBLIC, 40);
    NodeInProcess.callBack(group);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(node.api().runs(id))
                    .anyMatch(run -> "pruned".equals(run.getString("outcome"))));
    return group;
  }

  /** The lines of the live feed, as they come. */
  private final class Reader {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> end;

    Reader(String lastEventId) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(node.api().url() + "/api/events"));
      if (lastEventId != null) {
        request.header("Last-Event-ID", lastEventId);
      }
      HttpResponse<Stream<String>> response =
          client
              .sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
              .get(60, TimeUnit.SECONDS);
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      end = CompletableFuture.runAsync(() -> response.body().forEach(lines::add));
    }

    void awaitEvent(String name, String part) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(lines)
                      .containsSubsequence("event: " + name)
                      .anyMatch(line -> line.startsWith("data: ") && line.contains(part)));
    }

    String lastId() {
      return lines.stream()
          .filter(line -> line.startsWith("id: "))
          .reduce((first, second) -> second)
          .orElseThrow()
          .substring("id: ".length());
    }
  }

  @Test
  @DisplayName(
      "The feed tells of full groups, ended runs and what people do, and of what was missed")
  void feed() throws Exception {
    Reader first = new Reader(null);
    prunedGroup("harbour");
    first.awaitEvent("full", "\"groupId\":\"harbour\"");
    first.awaitEvent("run", "\"outcome\":\"pruned\"");
    String last = first.lastId();

    node.api().done(200, "/api/pause", new JsonObject().put("reason", "to see it"));
    first.awaitEvent("action", "to see it");
    node.api().done(200, "/api/resume", new JsonObject());
    prunedGroup("lighthouse");

    Reader second = new Reader(last);
    second.awaitEvent("run", "lighthouse");
    second.awaitEvent("action", "to see it");
    assertThat(second.lines).doesNotContain("id: " + last);
  }

  @Test
  @DisplayName("A stop ends the feed, and does not wait for its readers")
  void stop() throws Exception {
    Reader reader = new Reader(null);
    stopped = true;
    node.stop();
    await().atMost(PATIENCE).until(reader.end::isDone);
    assertThat(reader.end).isCompleted();
  }

  @Test
  @DisplayName("Figures, steps of time and groups tell of a run, as they are described")
  void figures() throws Exception {
    prunedGroup("harbour");
    JsonObject stats = new JsonObject(node.api().get("/api/stats").body());
    assertThat(stats.getString("mode")).isEqualTo("enforce");
    assertThat(stats.getJsonObject("you").getString("role")).isEqualTo("operate");
    assertThat(stats.getJsonObject("day").getLong("removed")).isEqualTo(2);
    assertThat(stats.getJsonObject("day").getLong("callbacks")).isEqualTo(1);
    assertThat(stats.getJsonArray("nodes")).hasSize(1);
    assertThat(stats.getJsonArray("budgets"))
        .map(JsonObject.class::cast)
        .anySatisfy(
            budget -> {
              assertThat(budget.getString("api")).isEqualTo("delete_group_member");
              assertThat(budget.getLong("limit")).isEqualTo(200);
            });

    for (String span : List.of("1h", "24h", "14d")) {
      JsonObject series = new JsonObject(node.api().get("/api/series?span=" + span).body());
      assertThat(series.getJsonArray("points").stream().map(JsonObject.class::cast).toList())
          .as(span)
          .satisfies(
              points -> {
                assertThat(points.stream().mapToLong(p -> p.getLong("removed")).sum()).isEqualTo(2);
                assertThat(points.stream().mapToLong(p -> p.getLong("callbacks")).sum())
                    .isEqualTo(1);
                assertThat(points.stream().mapToLong(p -> p.getLong("calls")).sum()).isPositive();
              });
    }
    assertThat(node.api().get("/api/series?span=1y").statusCode()).isEqualTo(400);

    JsonObject group =
        new JsonObject(node.api().get("/api/groups").body()).getJsonArray("items").getJsonObject(0);
    assertThat(group.getString("groupId")).isEqualTo("harbour");
    assertThat(group.getInteger("members")).isEqualTo(38);
    assertThat(group.getBoolean("stuck")).isFalse();
    assertThat(
            new JsonObject(node.api().get("/api/groups?stuck=true").body()).getJsonArray("items"))
        .isEmpty();
  }

  @Test
  @DisplayName("The console is bound to its own origin and needs nothing from elsewhere")
  void console() throws IOException, InterruptedException {
    for (String path : List.of("/", "/console/main.js", "/console/console.css")) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(node.api().url() + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(path).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(response.body()).doesNotContain("https://").doesNotContainPattern("src=\"http");
    }
  }
}
