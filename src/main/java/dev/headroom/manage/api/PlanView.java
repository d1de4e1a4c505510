package dev.headroom.manage.api;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.manage.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run would do, as callers see it.
 *
 * @param run group, type and seats
 * @param bounds how far it may go, and what stands against it
 * @param outcome how the run would end
 * @param note why, in plain words
 * @param before MemberNum now, or null
 * @param after MemberNum afterwards, or null
 * @param removed who would go, in order
 * @param spared who would not, by rule
 */
public record PlanView(
    Run run,
    BoundsView bounds,
    Outcome outcome,
    String note,
    Integer before,
    Integer after,
    List<Removal> removed,
    Map<String, Spared> spared) {

  /**
   * Members that one rule spares.
   *
   * @param count how many
   * @param samples the first of them
   */
  public record Spared(int count, List<String> samples) {

    JsonObject toJson() {
      return new JsonObject().put("count", count).put("samples", new JsonArray(samples));
    }
  }

  JsonObject toJson() {
    JsonArray people = new JsonArray();
    removed.forEach(removal -> people.add(person(removal)));
    JsonObject rules = new JsonObject();
    new TreeMap<>(spared).forEach((rule, members) -> rules.put(rule, members.toJson()));
    JsonObject json =
        new JsonObject()
            .put("sdkAppId", run.key().sdkAppId())
            .put("groupId", run.key().groupId())
            .put("type", run.type());
    return bounds
        .into(json)
        .put("outcome", outcome.wire())
        .put("note", note)
        .put(
            "seats",
            new JsonObject().put("max", run.max()).put("before", before).put("after", after))
        .put("removed", people)
        .put("spared", rules);
  }

  private static JsonObject person(Removal removal) {
    return new JsonObject()
        .put("account", removal.account())
        .put("reason", removal.reason().wire())
        .put("lastActivity", Json.time(removal.lastActivity()))
        .put("joinTime", Json.time(removal.joinTime()));
  }
}
