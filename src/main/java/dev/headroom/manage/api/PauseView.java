package dev.headroom.manage.api;

import dev.headroom.manage.Json;
import dev.headroom.manage.Scope;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A pause in force, as callers see it.
 *
 * @param scope where
 * @param reason why
 * @param until when it ends by itself, or null
 * @param by name of the token
 * @param at since when
 */
public record PauseView(Scope scope, String reason, Instant until, String by, Instant at) {

  /** The pause as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("sdkAppId", scope.sdkAppId())
        .put("groupId", scope.groupId())
        .put("reason", reason)
        .put("until", Json.time(until))
        .put("by", by)
        .put("at", Json.time(at));
  }
}
