package dev.headroom.manage.api;

import dev.headroom.manage.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the callback port has seen, as callers see it.
 *
 * @param since the start of this node
 * @param apps the apps served
 * @param unknownApp replies by result, to callbacks of which no served app is known
 * @param refusals the last callbacks that were not taken, the newest first
 * @param probes the last probes, the newest first
 */
public record CallbackStats(
    Instant since,
    List<App> apps,
    Map<String, Long> unknownApp,
    List<Refusal> refusals,
    List<Probe> probes) {

  /**
   * One app.
   *
   * @param sdkAppId the app
   * @param lastAt when the last callback came that was rightly signed, or null
   * @param lastCommand its CallbackCommand, or null
   * @param results replies by result
   */
  public record App(long sdkAppId, Instant lastAt, String lastCommand, Map<String, Long> results) {

    JsonObject toJson() {
      JsonObject last =
          lastAt == null
              ? null
              : new JsonObject().put("at", Json.time(lastAt)).put("command", lastCommand);
      return new JsonObject()
          .put("sdkAppId", sdkAppId)
          .put("lastCallback", last)
          .put("results", counts(results));
    }
  }

  /**
   * A callback that was not taken.
   *
   * @param at when
   * @param sdkAppId the app it was for, or null if that is not known
   * @param status the HTTP status of the reply
   * @param result the reply by the name that metrics have for it
   * @param cause the true cause, in plain words
   * @param remoteAddress who sent it
   * @param path its path
   */
  public record Refusal(
      Instant at,
      Long sdkAppId,
      int status,
      String result,
      String cause,
      String remoteAddress,
      String path) {

    JsonObject toJson() {
      return new JsonObject()
          .put("at", Json.time(at))
          .put("sdkAppId", sdkAppId)
          .put("status", status)
          .put("result", result)
          .put("cause", cause)
          .put("remoteAddress", remoteAddress)
          .put("path", path);
    }
  }

  /**
   * A probe that arrived.
   *
   * @param at when
   * @param id its id
   * @param sdkAppId the app it was for
   * @param remoteAddress who sent it
   */
  public record Probe(Instant at, String id, long sdkAppId, String remoteAddress) {

    JsonObject toJson() {
      return new JsonObject()
          .put("at", Json.time(at))
          .put("id", id)
          .put("sdkAppId", sdkAppId)
          .put("remoteAddress", remoteAddress);
    }
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("since", Json.time(since))
        .put("apps", list(apps, App::toJson))
        .put("unknownApp", counts(unknownApp))
        .put("refusals", list(refusals, Refusal::toJson))
        .put("probes", list(probes, Probe::toJson));
  }

  private static <T> JsonArray list(Collection<T> items, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }

  private static JsonObject counts(Map<String, Long> counts) {
    JsonObject json = new JsonObject();
    new TreeMap<>(counts).forEach(json::put);
    return json;
  }
}
