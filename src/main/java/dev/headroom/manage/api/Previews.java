package dev.headroom.manage.api;

import dev.headroom.chat.ChatException;
import dev.headroom.event.GroupKey;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Json;
import dev.headroom.manage.Refusal;
import dev.headroom.prune.OperatorRequest;
import dev.headroom.prune.Plan;
import dev.headroom.prune.Planner;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Previews: what the next run of a group would do, and whether it would go on with an open one. */
public final class Previews {

  private final Planner planner;

  /**
   * What the database says before a plan.
   *
   * @param openRun the run that the group's next try would go on with, or null
   * @param request what would be asked for, or null
   */
  record Start(GroupKey key, String openRun, OperatorRequest request, ComingRuns.Stored stored) {}

  public Previews(Planner planner) {
    this.planner = Objects.requireNonNull(planner, "planner");
  }

  /** Answers with the preview. */
  void answer(RoutingContext context, Future<Start> start) {
    Answer.inTheEnd(
        context,
        200,
        start.compose(this::preview),
        new Refusal(
            504,
            "plan-too-slow",
            "the group was not read in time",
            "the call budget is busy: try again, or see headroom_budget_used"));
  }

  private Future<JsonObject> preview(Start start) {
    Future<Plan> plan =
        start.request() == null
            ? planner.plan(start.key(), start.openRun())
            : planner.planAsked(start.key(), start.request());
    return plan.map(found -> json(found, start.stored()))
        .recover(
            failure ->
                Future.failedFuture(
                    failure instanceof ChatException error ? unread(error) : failure));
  }

  private static Refusal unread(ChatException error) {
    return new Refusal(
        502,
        "chat-failed",
        "Chat did not say what a plan needs: " + error.getMessage(),
        "a run would fail the same way; see the log, and headroom check --online");
  }

  private static JsonObject json(Plan plan, ComingRuns.Stored stored) {
    Run run = plan.run();
    Map<String, Plan.Spared> spared = new TreeMap<>();
    plan.spared().forEach((rule, members) -> spared.put(rule.wire(), members));
    JsonObject rules = new JsonObject();
    spared.forEach((rule, members) -> rules.put(rule, json(members)));
    return new JsonObject()
        .put("sdkAppId", run.key().sdkAppId())
        .put("groupId", run.key().groupId())
        .put("type", run.type())
        .mergeIn(ComingRuns.json(plan.bounds(), stored))
        .put("outcome", plan.outcome().wire())
        .put("note", plan.note())
        .put("seats", RunsApi.seats(run.max(), plan.before(), plan.after()))
        .put("removed", Json.list(plan.removed(), Previews::json))
        .put("spared", rules);
  }

  private static JsonObject json(Plan.Spared members) {
    return new JsonObject()
        .put("count", members.count())
        .put("samples", new JsonArray(members.samples()));
  }

  private static JsonObject json(Removal removal) {
    return new JsonObject()
        .put("account", removal.account())
        .put("reason", removal.reason().wire())
        .put("lastActivity", Json.time(removal.lastActivity()))
        .put("joinTime", Json.time(removal.joinTime()));
  }
}
