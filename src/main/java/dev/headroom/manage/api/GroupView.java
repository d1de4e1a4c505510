package dev.headroom.manage.api;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Run;
import dev.headroom.manage.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A group as its newest run saw it.
 *
 * @param run that run
 * @param outcome how it ended
 * @param members MemberNum at its end, or null
 * @param at when it ended last
 * @param stuck whether the group was full at its last run, which could remove nobody
 */
public record GroupView(Run run, Outcome outcome, Integer members, Instant at, boolean stuck) {

  JsonObject toJson() {
    return new JsonObject()
        .put("sdkAppId", run.key().sdkAppId())
        .put("groupId", run.key().groupId())
        .put("type", run.type())
        .put("max", run.max())
        .put("members", members)
        .put("outcome", outcome.wire())
        .put("run", run.id())
        .put("at", Json.time(at))
        .put("stuck", stuck);
  }
}
