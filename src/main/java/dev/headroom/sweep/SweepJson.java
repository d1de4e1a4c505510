package dev.headroom.sweep;

import dev.headroom.sweep.SweepStatus.Finding;
import dev.headroom.sweep.SweepStatus.State;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/** A search as callers of the management port see it, and as nodes tell each other of theirs. */
public final class SweepJson {

  private SweepJson() {}

  /** The search with its first findings. */
  public static JsonObject of(SweepStatus status, int findings) {
    JsonArray listed = new JsonArray();
    status.findings().stream().limit(findings).forEach(finding -> listed.add(of(finding)));
    return new JsonObject()
        .put("sdkAppId", status.sdkAppId())
        .put("state", status.state().name().toLowerCase(Locale.ROOT))
        .put("startedAt", text(status.startedAt()))
        .put("finishedAt", text(status.finishedAt()))
        .put("groups", status.groups())
        .put("full", status.full())
        .put("asked", status.asked())
        .put("lookedAfter", status.lookedAfter())
        .put("unknown", status.unknown())
        .put("unread", status.unread())
        .put("failure", status.failure())
        .put("findings", listed);
  }

  /** The search with all its findings. */
  public static JsonObject of(SweepStatus status) {
    return of(status, Integer.MAX_VALUE);
  }

  private static String text(Instant time) {
    return time == null ? null : time.toString();
  }

  private static JsonObject of(Finding finding) {
    return new JsonObject()
        .put("groupId", finding.groupId())
        .put("type", finding.type())
        .put("memberNum", finding.memberNum())
        .put("maxMemberNum", finding.maxMemberNum())
        .put("called", finding.called());
  }

  /** Reads what {@link #of(SweepStatus)} wrote. */
  static SweepStatus parse(String text) {
    JsonObject json = new JsonObject(text);
    return new SweepStatus(
        json.getLong("sdkAppId"),
        State.valueOf(json.getString("state").toUpperCase(Locale.ROOT)),
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
            .map(SweepJson::finding)
            .toList());
  }

  private static Finding finding(JsonObject json) {
    return new Finding(
        json.getString("groupId"),
        json.getString("type"),
        json.getInteger("memberNum"),
        json.getInteger("maxMemberNum"),
        json.getBoolean("called"));
  }
}
