package dev.headroom.manage;

import dev.headroom.event.Wire;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Values in the JSON that callers get; what is not known is null. */
public final class Json {

  private Json() {}

  /** ISO 8601, UTC. */
  public static String time(Instant instant) {
    return instant == null ? null : instant.toString();
  }

  public static String name(Wire constant) {
    return constant == null ? null : constant.wire();
  }

  /** Each of them as JSON, in their order. */
  public static <T> JsonArray list(Collection<T> items, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }

  /** Numbers by what they count, sorted by its name. */
  public static JsonObject counts(Map<String, ? extends Number> counts) {
    JsonObject json = new JsonObject();
    new TreeMap<>(counts).forEach(json::put);
    return json;
  }
}
