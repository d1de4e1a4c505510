package dev.headroom.manage.api;

import io.vertx.core.json.JsonObject;

/**
 * A run that somebody has asked for.
 *
 * @param run its id
 * @param bounds how far it may go, as of when it was asked for
 */
public record Asked(String run, BoundsView bounds) {

  JsonObject toJson() {
    return bounds.into(new JsonObject().put("id", run));
  }
}
