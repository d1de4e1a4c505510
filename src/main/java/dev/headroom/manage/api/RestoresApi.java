package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.RunId;
import dev.headroom.ledger.RestoreHistory;
import dev.headroom.ledger.RestoreHistory.Entry;
import dev.headroom.ledger.RestoreHistory.Progress;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.ledger.RestoreTable.Removed;
import dev.headroom.ledger.RestoreTable.Request;
import dev.headroom.ledger.RunHistory;
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
import dev.headroom.manage.Scope;
import dev.headroom.restore.RestoreJobs;
import dev.headroom.store.Change;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Removals that people undo: a request and all its members are one commit, and the jobs that it
 * needs follow step by step, whatever happens in between.
 */
public final class RestoresApi implements Resource {

  private final Store store;
  private final ServedApps apps;
  private final RestoreJobs jobs;

  /**
   * A request with its members.
   *
   * @param members group by group
   */
  private record Detail(Progress progress, List<Entry> members) {}

  public RestoresApi(Store store, ServedApps apps, RestoreJobs jobs) {
    this.store = Objects.requireNonNull(store, "store");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.jobs = Objects.requireNonNull(jobs, "jobs");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.post(router, "/api/runs/:id/restore", this::restoreRun);
    RouteMethods.getAndPost(router, "/api/restores", this::list, this::restoreSpan);
    RouteMethods.get(router, "/api/restores/:id", this::find);
  }

  private void restoreRun(RoutingContext context) {
    Body body = new Body(context, "accounts", "reason");
    List<String> accounts = body.accounts("accounts");
    answer(
        context,
        ofRun(context.pathParam("id"), accounts, body.text("reason"), Guard.actor(context)));
  }

  /**
   * Asks for the members back that a run has removed.
   *
   * @param accounts only these, or null for all of them
   * @param reason why, or null
   * @return id of the request, once it is durable: it is carried out whatever crashes next; fails
   *     with a {@link Refusal} for what is not there or cannot be done
   */
  public Future<String> ofRun(String run, List<String> accounts, String reason, Actor by) {
    return begun(
        session -> {
          GroupKey key =
              RunHistory.find(session, run)
                  .map(found -> found.summary().run().key())
                  .orElseThrow(Refusals::noSuchRun);
          apps.check(key.sdkAppId());
          List<Removed> removed = chosen(RestoreTable.removedBy(session, run), accounts);
          Scope scope = new Scope(key.sdkAppId(), key.groupId());
          return write(session, removed, run, null, null, scope, reason, by);
        });
  }

  private static List<Removed> chosen(List<Removed> removed, List<String> accounts) {
    if (accounts == null) {
      return removed;
    }
    Set<String> wanted = new HashSet<>(accounts);
    List<Removed> chosen =
        removed.stream().filter(member -> wanted.remove(member.account())).toList();
    if (!wanted.isEmpty()) {
      throw new Refusal(
          409,
          "not-removed",
          wanted.size() + " of the accounts were not removed by that run",
          "name accounts whose fate is removed in /api/runs/{id}, or leave accounts out");
    }
    return chosen;
  }

  private void restoreSpan(RoutingContext context) {
    Body body = new Body(context, "from", "to", "sdkAppId", "groupId", "reason");
    Instant from = body.time("from");
    Instant to = body.time("to");
    if (from == null || to == null) {
      throw Body.noTime(from == null ? "from" : "to");
    }
    if (!from.isBefore(to)) {
      throw Body.bad("to", "write a time after from");
    }
    answer(context, ofSpan(from, to, body.scope(), body.text("reason"), Guard.actor(context)));
  }

  /**
   * Asks for all members back that were removed in a span of time.
   *
   * @param to its end; not part of it
   * @return as {@link #ofRun}
   */
  Future<String> ofSpan(Instant from, Instant to, Scope scope, String reason, Actor by) {
    return begun(
        session -> {
          apps.check(scope.sdkAppId());
          Collection<Long> named = apps.named(scope.sdkAppId());
          List<Removed> removed = RestoreTable.removedIn(session, from, to, named, scope.groupId());
          return write(session, removed, null, from, to, scope, reason, by);
        });
  }

  private static void answer(RoutingContext context, Future<String> id) {
    Answer.when(context, 202, id, restore -> new JsonObject().put("id", restore));
  }

  /** Once the request is written down it will be carried out: no failure after that is told. */
  private Future<String> begun(Change<String> request) {
    return Refusals.write(store, request).compose(id -> jobs.tell().otherwiseEmpty().map(id));
  }

  private static String write(
      Session session,
      List<Removed> removed,
      String run,
      Instant from,
      Instant to,
      Scope scope,
      String reason,
      Actor by)
      throws SQLException {
    if (removed.isEmpty()) {
      throw new Refusal(
          409,
          "nobody-removed",
          "nobody was removed there",
          "see /api/runs: only members whose fate is removed can be brought back");
    }
    if (removed.size() > RestoreTable.MOST_MEMBERS) {
      throw new Refusal(
          409,
          "too-many",
          "that would be more than " + RestoreTable.MOST_MEMBERS + " members in one restore",
          "ask for shorter spans of time, or for one app or group, one after the other");
    }
    String id = RunId.next(session.now());
    Request request =
        new Request(id, by.name(), reason, run, from, to, scope.sdkAppId(), scope.groupId());
    RestoreTable.ask(session, request, removed);
    ActionsApi.record(session, by, "restore", scope.sdkAppId(), scope.groupId(), id, reason);
    return id;
  }

  private void list(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    Cursor after = query.after();
    Long askedAt = after == null ? null : (Long) after.number();
    String id = after == null ? null : after.id();
    Page.answer(
        context,
        limit,
        store.read(session -> RestoreHistory.list(session, askedAt, id, limit + 1)),
        RestoresApi::json,
        progress -> new Cursor(progress.at().toEpochMilli(), progress.request().id()));
  }

  private void find(RoutingContext context) {
    Answer.when(
        context,
        find(context.pathParam("id")),
        found -> found.orElseThrow(RestoresApi::noSuchRestore));
  }

  /** One request with its members; empty when there is none of that id. */
  Future<Optional<JsonObject>> find(String id) {
    return store
        .read(
            session -> {
              Optional<Progress> found = RestoreHistory.find(session, id);
              return found.isEmpty()
                  ? Optional.<Detail>empty()
                  : Optional.of(new Detail(found.get(), RestoreHistory.members(session, id)));
            })
        .map(found -> found.map(RestoresApi::json));
  }

  private static Refusal noSuchRestore() {
    return new Refusal(
        404, "no-such-restore", "there is no restore of that id", "see /api/restores");
  }

  private static JsonObject json(Detail detail) {
    return json(detail.progress()).put("members", Json.list(detail.members(), RestoresApi::json));
  }

  private static JsonObject json(Progress progress) {
    Request request = progress.request();
    JsonObject counts = new JsonObject();
    progress.counts().forEach((result, count) -> counts.put(result.wire(), count));
    return new JsonObject()
        .put("id", request.id())
        .put("by", request.by())
        .put("at", Json.time(progress.at()))
        .put("reason", request.reason())
        .put("state", state(progress))
        .put("run", request.run())
        .put("from", Json.time(request.from()))
        .put("to", Json.time(request.to()))
        .put("sdkAppId", request.sdkAppId())
        .put("groupId", request.groupId())
        .put("counts", counts);
  }

  /** Waiting: nobody was tried yet; done: what became of everybody is known. */
  private static String state(Progress progress) {
    if (!progress.counts().containsKey(RestoreResult.WAITING)) {
      return "done";
    }
    return progress.counts().size() == 1 && progress.tried() == 0 ? "waiting" : "running";
  }

  private static JsonObject json(Entry member) {
    return new JsonObject()
        .put("sdkAppId", member.key().sdkAppId())
        .put("groupId", member.key().groupId())
        .put("account", member.account())
        .put("run", member.run())
        .put("joinTime", Json.time(member.joinTime()))
        .put("result", member.result().wire())
        .put("detail", member.detail())
        .put("settledAt", Json.time(member.settledAt()));
  }
}
