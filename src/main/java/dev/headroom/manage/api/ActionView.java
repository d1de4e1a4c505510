package dev.headroom.manage.api;

import dev.headroom.manage.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A call that changed something, as callers see it.
 *
 * @param id unique, in the order of time
 * @param at when
 * @param by name of the token
 * @param role what it allowed
 * @param action what was done
 * @param sdkAppId the app, or null
 * @param groupId the group, or null
 * @param target what else it was about, or null
 * @param reason why, or null
 */
public record ActionView(
    String id,
    Instant at,
    String by,
    String role,
    String action,
    Long sdkAppId,
    String groupId,
    String target,
    String reason) {

  /** The action as JSON. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("id", id)
        .put("at", Json.time(at))
        .put("by", by)
        .put("role", role)
        .put("action", action)
        .put("sdkAppId", sdkAppId)
        .put("groupId", groupId)
        .put("target", target)
        .put("reason", reason);
  }
}
