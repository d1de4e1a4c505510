package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.manage.Json;
import dev.headroom.manage.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request to bring members back, as callers see it.
 *
 * @param id id of the request
 * @param by who asked
 * @param at when
 * @param reason why, or null
 * @param run the run to be undone, or null when it is a span of time
 * @param from the beginning of the span, or null
 * @param to its end, or null
 * @param scope where, when it is a span of time
 * @param state how far it is
 * @param counts members by result
 */
public record RestoreView(
    String id,
    String by,
    Instant at,
    String reason,
    String run,
    Instant from,
    Instant to,
    Scope scope,
    State state,
    Map<RestoreResult, Integer> counts) {

  /** How far a request is. */
  public enum State implements Wire {
    /** Nobody was tried yet. */
    WAITING,
    /** Some were tried, some still wait. */
    RUNNING,
    /** What became of everybody is known. */
    DONE
  }

  /**
   * A request with its members.
   *
   * @param members group by group
   */
  public record Detail(RestoreView restore, List<Member> members) {

    JsonObject toJson() {
      JsonArray all = new JsonArray();
      members.forEach(member -> all.add(member.toJson()));
      return restore.toJson().put("members", all);
    }
  }

  /**
   * A member.
   *
   * @param key the group
   * @param account the member
   * @param run the run that removed them
   * @param joinTime the JoinTime they had
   * @param result what became of them
   * @param detail why, or null
   * @param settledAt when that was known, or null
   */
  public record Member(
      GroupKey key,
      String account,
      String run,
      Instant joinTime,
      RestoreResult result,
      String detail,
      Instant settledAt) {

    JsonObject toJson() {
      return new JsonObject()
          .put("sdkAppId", key.sdkAppId())
          .put("groupId", key.groupId())
          .put("account", account)
          .put("run", run)
          .put("joinTime", Json.time(joinTime))
          .put("result", result.wire())
          .put("detail", detail)
          .put("settledAt", Json.time(settledAt));
    }
  }

  JsonObject toJson() {
    JsonObject results = new JsonObject();
    new TreeMap<>(counts).forEach((result, count) -> results.put(result.wire(), count));
    return new JsonObject()
        .put("id", id)
        .put("by", by)
        .put("at", Json.time(at))
        .put("reason", reason)
        .put("state", state.wire())
        .put("run", run)
        .put("from", Json.time(from))
        .put("to", Json.time(to))
        .put("sdkAppId", scope.sdkAppId())
        .put("groupId", scope.groupId())
        .put("counts", results);
  }
}
