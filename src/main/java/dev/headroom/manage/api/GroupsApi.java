package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobQueries;
import dev.headroom.ledger.GroupHistory;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunRecord;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Json;
import dev.headroom.manage.Page;
import dev.headroom.manage.Query;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.prune.OperatorRequest;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Groups as their newest runs saw them, previews of their next run, and runs asked for by hand. */
public final class GroupsApi implements Resource {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Map<String, Boolean> MODES = Map.of("enforce", true);

  private final Store store;
  private final ServedApps apps;
  private final Previews previews;
  private final ComingRuns coming;

  public GroupsApi(Store store, ServedApps apps, Previews previews, ComingRuns coming) {
    this.store = Objects.requireNonNull(store, "store");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.previews = Objects.requireNonNull(previews, "previews");
    this.coming = Objects.requireNonNull(coming, "coming");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/groups", this::list);
    RouteMethods.post(router, "/api/groups/:sdkAppId/:groupId/plan", this::plan);
    RouteMethods.post(router, "/api/groups/:sdkAppId/:groupId/prune", this::prune);
  }

  private void list(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    boolean stuck = "true".equals(context.queryParams().get("stuck"));
    RunHistory.Position after = RunsApi.position(query.after());
    Page.answer(
        context,
        limit,
        store.read(session -> GroupHistory.newest(session, stuck, after, limit + 1)),
        GroupsApi::json,
        row -> new Cursor(row.lastAt().toEpochMilli(), row.run().id()));
  }

  /** A group as that run saw it, its newest. */
  private static JsonObject json(RunRecord row) {
    Run run = row.run();
    Integer members = row.after() == null ? run.before() : row.after();
    return new JsonObject()
        .put("sdkAppId", run.key().sdkAppId())
        .put("groupId", run.key().groupId())
        .put("type", run.type())
        .put("max", run.max())
        .put("members", members)
        .put("outcome", row.outcome().wire())
        .put("run", run.id())
        .put("at", Json.time(row.lastAt()))
        .put("stuck", GroupHistory.isStuck(row.outcome(), row.removedCount(), members, run.max()));
  }

  /**
   * The group that the path names.
   *
   * @throws Refusal when it names none
   */
  static GroupKey key(RoutingContext context) {
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
    GroupKey key = key(context);
    boolean enforce = new Body(context, "mode").choice("mode", MODES) != null;
    previews.answer(
        context,
        apps.ifServed(key.sdkAppId(), () -> store.read(session -> start(session, key, enforce))));
  }

  private static Previews.Start start(Session session, GroupKey key, boolean enforce)
      throws SQLException {
    ComingRuns.Stored stored = ComingRuns.stored(session, key);
    return enforce
        ? new Previews.Start(key, null, new OperatorRequest(true, null), stored)
        : new Previews.Start(
            key, JobQueries.find(session, key).map(Job::run).orElse(null), null, stored);
  }

  private void prune(RoutingContext context) {
    GroupKey key = key(context);
    Body body = new Body(context, "mode", "reason");
    boolean enforce = body.choice("mode", MODES) != null;
    Answer.when(context, 202, prune(key, enforce, body.text("reason"), Guard.actor(context)));
  }

  /**
   * Asks for a run of the group as soon as no other is under way; its rest ends.
   *
   * @param enforce whether this one run enforces whatever the mode is
   * @return the answer, once the request is durable
   */
  public Future<JsonObject> prune(GroupKey key, boolean enforce, String reason, Actor by) {
    return apps.ifServed(
            key.sdkAppId(),
            () ->
                store.write(
                    session -> {
                      ComingRuns.Asked asked = ComingRuns.ask(session, key, enforce, null, by);
                      ActionsApi.record(
                          session,
                          by,
                          enforce ? "prune-enforce" : "prune",
                          key.sdkAppId(),
                          key.groupId(),
                          asked.run(),
                          reason);
                      return asked;
                    }))
        .compose(coming::told);
  }
}
