package dev.headroom.manage.api;

import dev.headroom.manage.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A step of time.
 *
 * @param at its beginning
 * @param callbacks callbacks answered by this node
 * @param removed members removed by any node
 * @param calls REST calls of this node
 * @param refused callbacks not taken by this node
 */
public record SeriesPoint(Instant at, long callbacks, long removed, long calls, long refused) {

  JsonObject toJson() {
    return new JsonObject()
        .put("at", Json.time(at))
        .put("callbacks", callbacks)
        .put("removed", removed)
        .put("calls", calls)
        .put("refused", refused);
  }
}
