package dev.headroom.report;

import dev.headroom.event.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** A report for programs. */
public final class ReportJson {

  private ReportJson() {}

  /** The report as a JSON object; it names no account. */
  public static JsonObject of(Report report) {
    JsonArray groups = new JsonArray();
    report.groups().forEach(group -> groups.add(group(group)));
    JsonObject json =
        new JsonObject()
            .put("since", report.since().toString())
            .put("until", report.until().toString())
            .put("freed", report.freed())
            .put("joined", report.joined())
            .put("stuck", report.stuck().size())
            .put("outcomes", outcomes(report.outcomes()))
            .put("removed", returns(report.returns()))
            .put("observed", shown(report.shown()))
            .put("groups", groups)
            .put("notes", new JsonArray(report.notes()));
    if (report.calls() != null) {
      JsonObject calls = new JsonObject();
      new TreeMap<>(report.calls().byApi()).forEach(calls::put);
      json.put(
          "calls",
          new JsonObject().put("since", report.calls().since().toString()).put("byApi", calls));
    }
    return json;
  }

  private static JsonObject outcomes(Map<Outcome, Integer> outcomes) {
    JsonObject json = new JsonObject();
    new TreeMap<>(outcomes).forEach((outcome, runs) -> json.put(outcome.wire(), runs));
    return json;
  }

  private static JsonObject returns(GroupFigures.Returns returns) {
    JsonObject json =
        new JsonObject()
            .put("members", returns.removed())
            .put("backWithin7Days", returns.back())
            .put("backLater", returns.later())
            .put("restored", returns.restored())
            .put("stillWithin7Days", returns.open())
            .put("notRead", returns.unread());
    return returns.known() == 0
        ? json
        : json.put("regretRate", (double) returns.back() / returns.known());
  }

  private static JsonObject shown(GroupFigures.Shown shown) {
    JsonObject json =
        new JsonObject()
            .put("members", shown.people())
            .put("activeSince", shown.active())
            .put("leftSince", shown.left())
            .put("notRead", shown.unread());
    return shown.known() == 0
        ? json
        : json.put("activeRate", (double) shown.active() / shown.known());
  }

  private static JsonObject group(GroupFigures group) {
    return new JsonObject()
        .put("sdkAppId", group.key().sdkAppId())
        .put("groupId", group.key().groupId())
        .put("topicId", group.key().topicId().isEmpty() ? null : group.key().topicId())
        .put("type", group.type())
        .put("maxMemberNum", group.max())
        .put("memberNum", group.members())
        .put("outcomes", outcomes(group.outcomes()))
        .put("last", group.last() == null ? null : group.last().wire())
        .put("freed", group.freed())
        .put("joined", group.joined())
        .put("stuck", group.stuck())
        .put("removed", returns(group.returns()))
        .put("observed", shown(group.shown()));
  }
}
