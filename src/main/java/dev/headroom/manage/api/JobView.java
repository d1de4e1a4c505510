package dev.headroom.manage.api;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import dev.headroom.manage.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * A job as callers see it.
 *
 * @param id id of the job, not negative
 * @param key the group
 * @param state where it stands
 * @param dueAt waiting: not before then; resting: until then
 * @param attempts failures of its own in a row
 * @param cause who asked
 * @param failure why its last try failed, or why it was given up; null when it did not
 * @param run the run that is not finished yet, or null
 * @param firstAt when the group called first
 * @param lastAt when it called last
 */
public record JobView(
    long id,
    GroupKey key,
    State state,
    Instant dueAt,
    int attempts,
    Cause cause,
    String failure,
    String run,
    Instant firstAt,
    Instant lastAt) {

  /** Where a job stands. */
  public enum State implements Wire {
    /** To be run when it is due. */
    WAITING,
    /** Being run. */
    RUNNING,
    /** Left alone until a time. */
    RESTING,
    /** Given up, with a cause. */
    DEAD
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("id", id)
        .put("sdkAppId", key.sdkAppId())
        .put("groupId", key.groupId())
        .put("topicId", key.topicId())
        .put("state", state.wire())
        .put("dueAt", Json.time(dueAt))
        .put("attempts", attempts)
        .put("cause", cause.wire())
        .put("failure", failure)
        .put("next", state == State.WAITING ? Json.time(dueAt) : null)
        .put("deadCause", state == State.DEAD ? failure : null)
        .put("run", run)
        .put("firstAt", Json.time(firstAt))
        .put("lastAt", Json.time(lastAt));
  }
}
