package dev.headroom.manage.api;

import dev.headroom.manage.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * How far the search for full groups of an app has come, as callers see it.
 *
 * @param state none, running, done or failed
 * @param startedAt when it began, or null before the first
 * @param finishedAt when it ended, or null
 * @param groups groups looked at
 * @param full full ones among them
 * @param asked full ones for which room was asked for
 * @param lookedAfter full ones of which a run goes on, will begin, or rests
 * @param unknown full ones that never called
 * @param unread groups that could not be read
 * @param failure why it ended early, or null
 * @param findings full groups that are only listed
 */
public record SweepView(
    long sdkAppId,
    String state,
    Instant startedAt,
    Instant finishedAt,
    long groups,
    long full,
    long asked,
    long lookedAfter,
    long unknown,
    long unread,
    String failure,
    List<Finding> findings) {

  private static final String RUNNING = "running";

  /**
   * A full group for which no room is asked for.
   *
   * @param called whether it called before
   */
  public record Finding(
      String groupId, String type, int memberNum, int maxMemberNum, boolean called) {

    private static Finding of(JsonObject json) {
      return new Finding(
          json.getString("groupId"),
          json.getString("type"),
          json.getInteger("memberNum"),
          json.getInteger("maxMemberNum"),
          json.getBoolean("called"));
    }

    JsonObject toJson() {
      return new JsonObject()
          .put("groupId", groupId)
          .put("type", type)
          .put("memberNum", memberNum)
          .put("maxMemberNum", maxMemberNum)
          .put("called", called);
    }
  }

  /** Whether it goes on. */
  public boolean isRunning() {
    return RUNNING.equals(state);
  }

  /** Reads what {@link #toJson} wrote. */
  public static SweepView of(JsonObject json) {
    return new SweepView(
        json.getLong("sdkAppId"),
        json.getString("state"),
        json.getInstant("startedAt"),
        json.getInstant("finishedAt"),
        json.getLong("groups"),
        json.getLong("full"),
        json.getLong("asked"),
        json.getLong("lookedAfter"),
        json.getLong("unknown"),
        json.getLong("unread"),
        json.getString("failure"),
        json.getJsonArray("findings").stream()
            .map(JsonObject.class::cast)
            .map(Finding::of)
            .toList());
  }

  /** The search as JSON. */
  public JsonObject toJson() {
    JsonArray listed = new JsonArray();
    findings.forEach(finding -> listed.add(finding.toJson()));
    return new JsonObject()
        .put("sdkAppId", sdkAppId)
        .put("state", state)
        .put("startedAt", Json.time(startedAt))
        .put("finishedAt", Json.time(finishedAt))
        .put("groups", groups)
        .put("full", full)
        .put("asked", asked)
        .put("lookedAfter", lookedAfter)
        .put("unknown", unknown)
        .put("unread", unread)
        .put("failure", failure)
        .put("findings", listed);
  }
}
