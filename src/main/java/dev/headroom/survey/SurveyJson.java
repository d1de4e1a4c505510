package dev.headroom.survey;

import dev.headroom.ledger.Removal;
import dev.headroom.prune.Plan;
import dev.headroom.survey.SurveyReport.FullGroup;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/** A survey for programs: everything that was found. */
public final class SurveyJson {

  private SurveyJson() {}

  /** The report as a JSON object. */
  public static JsonObject of(SurveyReport report) {
    JsonArray full = new JsonArray();
    report.full().forEach(group -> full.add(group(group)));
    JsonObject types = new JsonObject();
    new TreeMap<>(report.types()).forEach(types::put);
    JsonObject calls = new JsonObject();
    new TreeMap<>(report.calls()).forEach(calls::put);
    return new JsonObject()
        .put("sdkAppId", report.sdkAppId())
        .put("startedAt", report.startedAt().toString())
        .put("finishedAt", report.finishedAt().toString())
        .put("complete", report.ended() == null)
        .put("ended", report.ended())
        .put("groups", report.groups())
        .put("unread", report.unread())
        .put("types", types)
        .put("full", report.fullCount())
        .put("wouldGo", report.wouldGo())
        .put("fullGroups", full)
        .put("lowLimits", low(report.low()))
        .put("calls", calls);
  }

  private static JsonObject group(FullGroup group) {
    JsonObject json =
        new JsonObject()
            .put("groupId", group.groupId())
            .put("type", group.type())
            .put("memberNum", group.memberNum())
            .put("maxMemberNum", group.maxMemberNum())
            .put("lowLimit", group.low());
    Plan plan = group.plan();
    if (plan == null) {
      return json.put("notJudged", group.unjudged());
    }
    JsonArray wouldGo = new JsonArray();
    plan.removed().forEach(removal -> wouldGo.add(removal(removal)));
    JsonObject spared = new JsonObject();
    group.spared().forEach(spared::put);
    return json.put("outcome", plan.outcome().wire())
        .put("note", plan.note())
        .put("wouldGo", wouldGo)
        .put("spared", spared);
  }

  private static JsonObject removal(Removal removal) {
    return new JsonObject()
        .put("account", removal.account())
        .put("reason", removal.reason().wire())
        .put("lastActivity", removal.lastActivity().toString())
        .put("joinTime", removal.joinTime().toString());
  }

  private static JsonObject low(LowLimits low) {
    JsonArray limits = new JsonArray();
    for (LowLimits.Limit limit : low.limits()) {
      limits.add(
          new JsonObject()
              .put("maxMemberNum", limit.maxMemberNum())
              .put("limitOfPlan", limit.plan())
              .put("groups", limit.groups())
              .put("full", limit.full())
              .put("groupIds", new JsonArray(limit.samples())));
    }
    return new JsonObject()
        .put("planLimit", low.planLimit())
        .put("planLimitTold", low.told())
        .put("limits", limits);
  }
}
