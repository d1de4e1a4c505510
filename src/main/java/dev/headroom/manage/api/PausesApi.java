package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Json;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.manage.Scope;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * The stop button. Durable and effective on every node as soon as it is answered, but for a delete
 * call that was on its way.
 */
public final class PausesApi implements Resource {

  private final Store store;
  private final ServedApps apps;
  private final ComingRuns coming;
  private final Clock clock;

  /**
   * What a resume has done.
   *
   * @param count how many pauses it ended
   * @param group what the database says of the one group it was about, else null
   * @param left the pauses that are left
   */
  private record Resumed(int count, ComingRuns.Stored group, List<Pause> left) {}

  /**
   * Pauses in that database.
   *
   * @param clock tells what is still to come
   */
  public PausesApi(Store store, ServedApps apps, ComingRuns coming, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.coming = Objects.requireNonNull(coming, "coming");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.post(router, "/api/pause", this::pause);
    RouteMethods.post(router, "/api/resume", this::resume);
  }

  /** In place of a pause of the same scope. */
  private void pause(RoutingContext context) {
    Body body = new Body(context, "sdkAppId", "groupId", "reason", "until");
    String text = body.text("reason");
    String reason = text == null ? "" : text;
    Scope scope = body.scope();
    Instant until = body.future("until", clock.instant());
    Actor by = Guard.actor(context);
    Answer.when(
        context,
        200,
        apps.ifServed(
                scope.sdkAppId(),
                () -> store.write(session -> pause(session, scope, reason, until, by)))
            .map(PausesApi::json));
  }

  private static Pause pause(Session session, Scope scope, String reason, Instant until, Actor by)
      throws SQLException {
    Instant now = Instant.ofEpochMilli(session.now());
    Pause pause = new Pause(app(scope), group(scope), reason, until, by.name(), now);
    PauseTable.pause(session, pause);
    String target = until == null ? null : "until " + until;
    ActionsApi.record(session, by, "pause", scope.sdkAppId(), scope.groupId(), target, reason);
    return pause;
  }

  /** Ends the pause of exactly that scope. */
  private void resume(RoutingContext context) {
    Body body = new Body(context, "sdkAppId", "groupId", "reason");
    Scope scope = body.scope();
    String reason = body.text("reason");
    Actor by = Guard.actor(context);
    Answer.when(
        context,
        200,
        store
            .write(session -> resume(session, scope, reason, by))
            .compose(resumed -> told(scope, resumed)));
  }

  private static Resumed resume(Session session, Scope scope, String reason, Actor by)
      throws SQLException {
    int ended = PauseTable.resume(session, app(scope), group(scope));
    ActionsApi.record(session, by, "resume", scope.sdkAppId(), scope.groupId(), null, reason);
    return new Resumed(
        ended,
        scope.groupId() == null ? null : ComingRuns.stored(session, key(scope)),
        PauseTable.list(session));
  }

  private Future<JsonObject> told(Scope scope, Resumed resumed) {
    Future<JsonObject> bounds =
        resumed.group() == null
            ? Future.succeededFuture(coming.boundsOfAll(scope.sdkAppId(), resumed.left()))
            : coming.bounds(key(scope), false, resumed.group());
    return bounds.map(json -> new JsonObject().put("resumed", resumed.count()).mergeIn(json));
  }

  private static GroupKey key(Scope scope) {
    return GroupKey.of(scope.sdkAppId(), scope.groupId());
  }

  private static long app(Scope scope) {
    return scope.sdkAppId() == null ? Pause.ALL_APPS : scope.sdkAppId();
  }

  private static String group(Scope scope) {
    return scope.groupId() == null ? Pause.ALL_GROUPS : scope.groupId();
  }

  static JsonObject json(Pause pause) {
    boolean allApps = pause.sdkAppId() == Pause.ALL_APPS;
    boolean allGroups = pause.groupId().equals(Pause.ALL_GROUPS);
    return new JsonObject()
        .put("sdkAppId", allApps ? null : (Long) pause.sdkAppId())
        .put("groupId", allGroups ? null : pause.groupId())
        .put("reason", pause.reason())
        .put("until", Json.time(pause.until()))
        .put("by", pause.by())
        .put("at", Json.time(pause.at()));
  }
}
