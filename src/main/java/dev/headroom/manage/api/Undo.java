package dev.headroom.manage.api;

import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Page;
import dev.headroom.manage.Query;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be done about removals afterwards: undo them, list them, erase an account.
 *
 * @param restores brings members back
 * @param removals lists them all
 * @param forgetting erases an account
 * @param clock tells until when an export goes
 */
public record Undo(Restores restores, Removals removals, Forgetting forgetting, Clock clock)
    implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(Undo.class);
  private static final String AS_TIME = "write a time, as 2026-12-24T18:00:00Z";

  /** Refuses nulls. */
  public Undo {
    Objects.requireNonNull(restores, "restores");
    Objects.requireNonNull(removals, "removals");
    Objects.requireNonNull(forgetting, "forgetting");
    Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.post(router, "/api/runs/:id/restore", this::restoreRun);
    RouteMethods.getAndPost(router, "/api/restores", this::list, this::restoreSpan);
    RouteMethods.get(router, "/api/restores/:id", this::find);
    RouteMethods.get(router, "/api/export", this::export);
    RouteMethods.post(router, "/api/forget", this::forget);
  }

  private void restoreRun(RoutingContext context) {
    Body body = new Body(context, "accounts", "reason");
    List<String> accounts = body.accounts("accounts");
    answer(
        context,
        restores.ofRun(
            context.pathParam("id"), accounts, body.text("reason"), Guard.actor(context)));
  }

  private void restoreSpan(RoutingContext context) {
    Body body = new Body(context, "from", "to", "sdkAppId", "groupId", "reason");
    Instant from = body.time("from");
    Instant to = body.time("to");
    if (from == null || to == null) {
      throw Body.bad(from == null ? "from" : "to", AS_TIME);
    }
    if (!from.isBefore(to)) {
      throw Body.bad("to", "write a time after from");
    }
    answer(
        context,
        restores.ofSpan(from, to, body.scope(), body.text("reason"), Guard.actor(context)));
  }

  private static void answer(RoutingContext context, Future<String> id) {
    Answer.when(context, 202, id, restore -> new JsonObject().put("id", restore));
  }

  private void list(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    Answer.when(
        context,
        restores.list(query.after(), limit + 1),
        found ->
            Page.of(
                found,
                limit,
                RestoreView::toJson,
                view -> new Cursor(view.at().toEpochMilli(), view.id())));
  }

  private void find(RoutingContext context) {
    Answer.when(
        context,
        restores.find(context.pathParam("id")),
        found -> found.orElseThrow(Undo::noSuchRestore).toJson());
  }

  private static Refusal noSuchRestore() {
    return new Refusal(
        404, "no-such-restore", "there is no restore of that id", "see /api/restores");
  }

  private void export(RoutingContext context) {
    Query query = new Query(context);
    Instant from = Optional.ofNullable(query.time("from")).orElse(Instant.EPOCH);
    Instant to = Optional.ofNullable(query.time("to")).orElseGet(clock::instant);
    ExportFormat asked = query.choice("format", ExportFormat.class);
    ExportFormat format = asked == null ? ExportFormat.NDJSON : asked;
    ExportStream stream = new ExportStream(removals, from, to, format, context.response());
    if (context.request().method().equals(HttpMethod.HEAD)) {
      stream.describe();
      context.response().end().onFailure(Undo::gone);
    } else {
      stream.run().onFailure(failure -> brokenOff(context, failure));
    }
  }

  private static void brokenOff(RoutingContext context, Throwable failure) {
    if (context.response().closed()) {
      gone(failure);
    } else if (!context.response().headWritten()) {
      Answer.when(context, Future.failedFuture(failure), never -> new JsonObject());
    } else {
      // Part of it is sent: the reader must see that it is not all.
      LOG.warn("an export was broken off: {}", failure.toString());
      context.request().connection().close().onFailure(Undo::gone);
    }
  }

  private static void gone(Throwable failure) {
    LOG.debug("an export was not taken: {}", failure.toString());
  }

  private void forget(RoutingContext context) {
    String account = new Body(context, "account").account("account");
    if (account == null) {
      throw Body.bad("account", "write the UserID of the account");
    }
    Answer.inTheEnd(
        context,
        200,
        forgetting.forget(account, Guard.actor(context)),
        Answer.goesOn("ask again until the answer is 200: nothing is left then"),
        erased -> new JsonObject().put("erased", erased));
  }
}
