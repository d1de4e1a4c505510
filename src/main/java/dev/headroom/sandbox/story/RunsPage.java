package dev.headroom.sandbox.story;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What the service under test says of its runs, read over its management port like anybody would.
 * Blocks; for the story thread.
 */
final class RunsPage {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  private final URI management;

  /**
   * A reader.
   *
   * @param management e.g. {@code http://127.0.0.1:8081}
   */
  RunsPage(URI management) {
    this.management = management;
  }

  /** The runs of a group that have ended, the newest first. */
  List<JsonObject> ended(String groupId) {
    String query = "?group=" + URLEncoder.encode(groupId, StandardCharsets.UTF_8);
    JsonArray items = get("/api/runs" + query).getJsonArray("items");
    return items.stream()
        .map(JsonObject.class::cast)
        .filter(run -> run.getString("outcome") != null)
        .toList();
  }

  /** One run with its people. */
  SeenRun run(String id) {
    return new SeenRun(get("/api/runs/" + id));
  }

  private JsonObject get(String path) {
    HttpRequest request = HttpRequest.newBuilder(management.resolve(path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new Unexpected("GET " + path + " was answered " + response.statusCode());
      }
      return new JsonObject(response.body());
    } catch (IOException e) {
      throw new Unexpected("GET " + path + " failed: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Ended();
    }
  }
}
