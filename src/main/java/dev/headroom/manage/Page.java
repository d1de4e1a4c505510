package dev.headroom.manage;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Function;

/** A list as callers see it. */
public final class Page {

  private Page() {}

  /**
   * Answers with a page and where the next one begins.
   *
   * @param found up to one item more than the page holds: then there is a next one
   */
  public static <T> void answer(
      RoutingContext context,
      int limit,
      Future<List<T>> found,
      Function<T, JsonObject> json,
      Function<T, Cursor> cursor) {
    Answer.when(context, found, items -> of(items, limit, json, cursor));
  }

  private static <T> JsonObject of(
      List<T> found, int limit, Function<T, JsonObject> json, Function<T, Cursor> cursor) {
    List<T> items = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? cursor.apply(items.get(items.size() - 1)).encode() : null;
    return new JsonObject().put("items", Json.list(items, json)).put("next", next);
  }
}
