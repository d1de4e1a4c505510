package dev.headroom.manage.api;

import io.vertx.core.json.JsonObject;

/**
 * What somebody has set going.
 *
 * @param count how many jobs, pauses or searches it was about
 * @param bounds how far the runs may go that come of it
 */
public record Begun(int count, BoundsView bounds) {

  /**
   * As JSON.
   *
   * @param name what is counted
   */
  JsonObject toJson(String name) {
    return bounds.into(new JsonObject().put(name, count));
  }
}
