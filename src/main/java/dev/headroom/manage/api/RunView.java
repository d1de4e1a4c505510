package dev.headroom.manage.api;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.StayedMember;
import dev.headroom.manage.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run as callers see it; one row can stand for several runs that came to the same end.
 *
 * @param run how it began
 * @param outcome how it ended, or null while it goes on
 * @param after MemberNum at the end, or null
 * @param removedCount how many members are really gone
 * @param spared how many were spared, by rule
 * @param note why, in plain words, or null while it goes on
 * @param finishedAt when the first of them ended, or null
 * @param times how many runs the row stands for
 * @param lastAt when the last of them ended, or null
 */
public record RunView(
    Run run,
    Outcome outcome,
    Integer after,
    int removedCount,
    Map<String, Integer> spared,
    String note,
    Instant finishedAt,
    int times,
    Instant lastAt) {

  /**
   * A run with its people.
   *
   * @param run the run
   * @param members everyone it meant to remove, in order
   * @param wouldRemove who would have gone, in order
   * @param left of a release: who of those shown stayed
   * @param release of a braked run: its release, or null
   * @param restores ids of the requests to bring members back, the oldest first
   */
  public record Detail(
      RunView run,
      List<Member> members,
      List<Removal> wouldRemove,
      List<StayedMember> left,
      Release release,
      List<String> restores) {

    /** A run that was not released and is no release. */
    public Detail(RunView run, List<Member> members, List<Removal> wouldRemove) {
      this(run, members, wouldRemove, List.of(), null, List.of());
    }

    public JsonObject toJson() {
      JsonArray stayed = new JsonArray();
      left.forEach(
          member ->
              stayed.add(
                  new JsonObject().put("account", member.account()).put("rule", member.rule())));
      JsonArray meant = new JsonArray();
      members.forEach(member -> meant.add(member.toJson()));
      JsonArray would = new JsonArray();
      wouldRemove.forEach(removal -> would.add(RunView.toJson(removal)));
      return run.toJson()
          .put("removed", meant)
          .put("wouldRemove", would)
          .put("left", stayed)
          .put("release", release == null ? null : release.toJson())
          .put("restores", new JsonArray(restores));
    }
  }

  /**
   * The release of a braked run.
   *
   * @param by name of the token
   * @param at when
   * @param run id of the run that carries it out
   */
  public record Release(String by, Instant at, String run) {

    public JsonObject toJson() {
      return new JsonObject().put("by", by).put("at", Json.time(at)).put("run", run);
    }
  }

  /**
   * A member a run meant to remove.
   *
   * @param removal who and why
   * @param fate what became of them
   * @param batch number of the delete call
   * @param restored what became of undoing it at last, or null when nobody asked
   */
  public record Member(Removal removal, Fate fate, int batch, RestoreResult restored) {

    /** A member whom nobody asked back. */
    public Member(Removal removal, Fate fate, int batch) {
      this(removal, fate, batch, null);
    }

    public JsonObject toJson() {
      JsonObject json = RunView.toJson(removal).put("fate", fate.wire()).put("batch", batch);
      return restored == null ? json : json.put("restored", restored.wire());
    }
  }

  public JsonObject toJson() {
    JsonObject seats =
        new JsonObject().put("max", run.max()).put("before", run.before()).put("after", after);
    JsonObject counts = new JsonObject();
    new TreeMap<>(spared).forEach(counts::put);
    return new JsonObject()
        .put("id", run.id())
        .put("sdkAppId", run.key().sdkAppId())
        .put("groupId", run.key().groupId())
        .put("topicId", run.key().topicId())
        .put("type", run.type())
        .put("cause", run.cause().wire())
        .put("outcome", Json.name(outcome))
        .put("mode", run.mode().wire())
        .put("policy", run.policy())
        .put("planned", run.planned())
        .put("removedCount", removedCount)
        .put("seats", seats)
        .put("spared", counts)
        .put("note", note)
        .put("startedAt", Json.time(run.startedAt()))
        .put("finishedAt", Json.time(finishedAt))
        .put("times", times)
        .put("lastAt", Json.time(lastAt));
  }

  private static JsonObject toJson(Removal removal) {
    return new JsonObject()
        .put("account", removal.account())
        .put("joinTime", Json.time(removal.joinTime()))
        .put("lastActivity", Json.time(removal.lastActivity()))
        .put("reason", removal.reason().wire())
        .put("evidence", removal.evidence());
  }
}
