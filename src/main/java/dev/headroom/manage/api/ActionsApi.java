package dev.headroom.manage.api;

import dev.headroom.jobs.RunId;
import dev.headroom.ledger.Action;
import dev.headroom.ledger.ActionLog;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Json;
import dev.headroom.manage.Page;
import dev.headroom.manage.Query;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/** What people did through the management port. */
public final class ActionsApi implements Resource {

  private final Store store;

  public ActionsApi(Store store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  /**
   * Writes a changing call down, to be called in the transaction of its effect.
   *
   * @param by who calls
   * @param action what is done, e.g. pause
   * @param sdkAppId the app, or null when it is about no single one
   * @param groupId the group, or null likewise
   * @param target what else it is about, e.g. id of a run, or null; never an account
   * @param reason why, or null
   */
  static void record(
      Session session,
      Actor by,
      String action,
      Long sdkAppId,
      String groupId,
      String target,
      String reason)
      throws SQLException {
    long now = session.now();
    ActionLog.write(
        session,
        new Action(
            RunId.next(now),
            Instant.ofEpochMilli(now),
            by.name(),
            by.role().name().toLowerCase(Locale.ROOT),
            action,
            sdkAppId,
            groupId,
            target,
            reason));
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/actions", this::list);
  }

  private void list(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    Cursor after = query.after();
    long before = after == null ? Long.MAX_VALUE : after.number();
    String id = after == null ? "" : after.id();
    Page.answer(
        context,
        limit,
        store.read(session -> ActionLog.list(session, before, id, limit + 1)),
        ActionsApi::json,
        action -> new Cursor(action.at().toEpochMilli(), action.id()));
  }

  static JsonObject json(Action action) {
    return new JsonObject()
        .put("id", action.id())
        .put("at", Json.time(action.at()))
        .put("by", action.by())
        .put("role", action.role())
        .put("action", action.action())
        .put("sdkAppId", action.sdkAppId())
        .put("groupId", action.groupId())
        .put("target", action.target())
        .put("reason", action.reason());
  }
}
