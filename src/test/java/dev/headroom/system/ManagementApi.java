package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node as its management port shows it. */
final class ManagementApi {

  private static final Described DESCRIBED = new Described();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  ManagementApi(String url) {
    this.url = url;
  }

  /** Of the management port. */
  String url() {
    return url;
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).build());
  }

  /** A changing call. */
  HttpResponse<String> post(String path, JsonObject body) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build());
  }

  /** A changing call that is carried out. */
  JsonObject done(int status, String path, JsonObject body) {
    HttpResponse<String> reply = post(path, body);
    assertThat(reply.statusCode()).as("%s: %s", path, reply.body()).isEqualTo(status);
    return new JsonObject(reply.body());
  }

  /** A changing call that is refused. */
  String refused(int status, String path, JsonObject body) {
    return done(status, path, body).getString("code");
  }

  /** Every answer of the API is as its description says. */
  private HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
      String path = request.uri().getRawPath();
      boolean isStream = path.equals("/api/export") && reply.statusCode() == 200;
      if (!isStream && (path.startsWith("/api/") || path.startsWith("/health/"))) {
        DESCRIBED.check(request.method(), path, reply.statusCode(), reply.body());
      }
      return reply;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs of a group, the newest first. */
  List<JsonObject> runs(String groupId) {
    return list("/api/runs?limit=500&group=" + URLEncoder.encode(groupId, StandardCharsets.UTF_8));
  }

  /** All runs, the newest first. */
  List<JsonObject> runs() {
    return list("/api/runs?limit=500");
  }

  /** The run, when it has ended. */
  JsonObject ended(String id) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(run(id).getString("outcome")).isNotNull());
    return run(id);
  }

  /** The newest run of a group, when there are so many and all have ended. */
  JsonObject newest(String groupId, int runs) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(runs(groupId))
                    .hasSize(runs)
                    .allMatch(run -> run.getString("outcome") != null));
    return run(runs(groupId).get(0).getString("id"));
  }

  /** One run with its members. */
  JsonObject run(String id) {
    HttpResponse<String> reply = get("/api/runs/" + id);
    assertThat(reply.statusCode()).isEqualTo(200);
    return new JsonObject(reply.body());
  }

  /** What people did, the newest first. */
  List<JsonObject> actions() {
    return list("/api/actions?limit=500");
  }

  /** All jobs. */
  List<JsonObject> jobs() {
    return list("/api/jobs?limit=500");
  }

  /** The job of a group, if it ever called. */
  Optional<JsonObject> job(String groupId) {
    return jobs().stream().filter(job -> groupId.equals(job.getString("groupId"))).findFirst();
  }

  private List<JsonObject> list(String path) {
    List<JsonObject> all = new ArrayList<>();
    String next = "";
    while (next != null) {
      HttpResponse<String> reply = get(path + (next.isEmpty() ? "" : "&after=" + next));
      assertThat(reply.statusCode()).as(path).isEqualTo(200);
      JsonObject page = new JsonObject(reply.body());
      page.getJsonArray("items").forEach(item -> all.add((JsonObject) item));
      next = page.getString("next");
    }
    return all;
  }
}
