package dev.headroom.manage;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** A list as callers see it. */
public final class Page {

  private Page() {}

  /**
   * A page and where the next one begins.
   *
   * @param found up to one item more than the page holds: then there is a next one
   */
  public static <T> JsonObject of(
      List<T> found, int limit, Function<T, JsonObject> json, Function<T, Cursor> cursor) {
    List<T> items = found.subList(0, Math.min(limit, found.size()));
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(json.apply(item)));
    String next = found.size() > limit ? cursor.apply(items.get(items.size() - 1)).encode() : null;
    return new JsonObject().put("items", array).put("next", next);
  }
}
