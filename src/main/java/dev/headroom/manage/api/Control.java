package dev.headroom.manage.api;

import dev.headroom.config.SweepSettings.Act;
import dev.headroom.event.GroupKey;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Page;
import dev.headroom.manage.Query;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.sweep.SweepJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What operators do: preview, prune by hand, release, redrive, pause, search; and the record of it.
 *
 * @param pauses the stop button
 * @param requests what may be asked of the jobs
 * @param plans previews
 * @param sweeps the search for full groups
 * @param actions who did what
 * @param clock tells what is still to come
 */
public record Control(
    Pauses pauses, Requests requests, Plans plans, Sweeps sweeps, Actions actions, Clock clock)
    implements Resource {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Map<String, Boolean> MODES = Map.of("enforce", true);
  private static final Map<String, Act> ACTS =
      Map.of("known", Act.KNOWN, "all", Act.ALL, "report", Act.REPORT);

  /** Refuses nulls. */
  public Control {
    Objects.requireNonNull(pauses, "pauses");
    Objects.requireNonNull(requests, "requests");
    Objects.requireNonNull(plans, "plans");
    Objects.requireNonNull(sweeps, "sweeps");
    Objects.requireNonNull(actions, "actions");
    Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.post(router, "/api/groups/:sdkAppId/:groupId/plan", this::plan);
    RouteMethods.post(router, "/api/groups/:sdkAppId/:groupId/prune", this::prune);
    RouteMethods.post(router, "/api/runs/:id/release", this::release);
    RouteMethods.post(router, "/api/runs/:id/plan", this::planRelease);
    RouteMethods.post(router, "/api/jobs/:sdkAppId/:groupId/redrive", this::redrive);
    RouteMethods.post(router, "/api/jobs/redrive", this::redriveAll);
    RouteMethods.post(router, "/api/pause", this::pause);
    RouteMethods.post(router, "/api/resume", this::resume);
    RouteMethods.getAndPost(router, "/api/sweep", this::sweeps, this::sweep);
    RouteMethods.get(router, "/api/actions", this::listActions);
  }

  private static GroupKey group(RoutingContext context) {
    String app = context.pathParam("sdkAppId");
    String group = context.pathParam("groupId");
    if (!NUMBER.matcher(app).matches() || !GroupKey.isValidId(group)) {
      throw new Refusal(
          400,
          "bad-group",
          "the path names no group",
          "write the app's number and its GroupId: printable ASCII, percent-encoded");
    }
    return GroupKey.of(Long.parseLong(app), group);
  }

  private void plan(RoutingContext context) {
    GroupKey key = group(context);
    boolean enforce = new Body(context, "mode").choice("mode", MODES) != null;
    Answer.inTheEnd(context, 200, plans.plan(key, enforce), slow(), PlanView::toJson);
  }

  private void planRelease(RoutingContext context) {
    new Body(context);
    Answer.inTheEnd(context, 200, plans.release(context.pathParam("id")), slow(), PlanView::toJson);
  }

  private static Refusal slow() {
    return new Refusal(
        504,
        "plan-too-slow",
        "the group was not read in time",
        "the call budget is busy: try again, or see headroom_budget_used");
  }

  private void prune(RoutingContext context) {
    GroupKey key = group(context);
    Body body = new Body(context, "mode", "reason");
    boolean enforce = body.choice("mode", MODES) != null;
    Answer.when(
        context,
        202,
        requests.prune(key, enforce, body.text("reason"), Guard.actor(context)),
        Asked::toJson);
  }

  private void release(RoutingContext context) {
    Body body = new Body(context, "reason");
    Answer.when(
        context,
        202,
        requests.release(context.pathParam("id"), body.text("reason"), Guard.actor(context)),
        Asked::toJson);
  }

  private void redrive(RoutingContext context) {
    GroupKey key = group(context);
    new Body(context);
    Answer.when(
        context,
        202,
        requests.redrive(key, Guard.actor(context)),
        begun -> begun.toJson("redriven"));
  }

  private void redriveAll(RoutingContext context) {
    Body body = new Body(context, "sdkAppId");
    Answer.inTheEnd(
        context,
        202,
        requests.redrive(body.app(), Guard.actor(context)),
        Answer.goesOn("see /api/jobs?state=dead: those that are left there wait for it"),
        begun -> begun.toJson("redriven"));
  }

  private void pause(RoutingContext context) {
    Body body = new Body(context, "sdkAppId", "groupId", "reason", "until");
    String reason = body.text("reason");
    Answer.when(
        context,
        200,
        pauses.pause(
            body.scope(),
            reason == null ? "" : reason,
            body.future("until", clock.instant()),
            Guard.actor(context)),
        PauseView::toJson);
  }

  private void resume(RoutingContext context) {
    Body body = new Body(context, "sdkAppId", "groupId", "reason");
    Answer.when(
        context,
        200,
        pauses.resume(body.scope(), body.text("reason"), Guard.actor(context)),
        begun -> begun.toJson("resumed"));
  }

  private void sweeps(RoutingContext context) {
    Answer.when(
        context,
        sweeps.status(),
        each ->
            new JsonObject()
                .put("items", new JsonArray(each.stream().map(SweepJson::of).toList())));
  }

  private void sweep(RoutingContext context) {
    Body body = new Body(context, "sdkAppId", "act");
    Answer.when(
        context,
        202,
        sweeps.start(body.app(), body.choice("act", ACTS), Guard.actor(context)),
        begun -> begun.toJson("started"));
  }

  private void listActions(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    Answer.when(
        context,
        actions.list(query.after(), limit + 1),
        found ->
            Page.of(
                found,
                limit,
                ActionView::toJson,
                action -> new Cursor(action.at().toEpochMilli(), action.id())));
  }
}
