package dev.headroom.manage.api;

import dev.headroom.event.Outcome;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.RestoreHistory;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunRecord;
import dev.headroom.ledger.StayedMember;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Json;
import dev.headroom.manage.Page;
import dev.headroom.manage.Query;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The runs of the ledger; one row can stand for several runs that came to the same end. */
public final class RunsApi implements Resource {

  private final Store store;

  /**
   * A run with all that is known of it.
   *
   * @param release of a braked run: its release, or null
   * @param undone who was asked back of those it removed, the oldest request first
   */
  private record Detail(
      RunRecord.Detail run, Request release, List<RestoreHistory.Undone> undone) {}

  public RunsApi(Store store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/runs", this::list);
    RouteMethods.get(router, "/api/runs/:id", this::find);
  }

  private void list(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    String group = query.group();
    Outcome outcome = query.choice("outcome", Outcome.class);
    RunHistory.Position after = position(query.after());
    Page.answer(
        context,
        limit,
        store.read(session -> RunHistory.list(session, group, outcome, after, limit + 1)),
        RunsApi::json,
        row -> new Cursor(row.run().startedAt().toEpochMilli(), row.run().id()));
  }

  /** Where the page before ended, or null. */
  static RunHistory.Position position(Cursor after) {
    return after == null ? null : new RunHistory.Position(after.number(), after.id());
  }

  private void find(RoutingContext context) {
    String id = context.pathParam("id");
    Answer.when(
        context,
        store.read(session -> detail(session, id)),
        found -> json(found.orElseThrow(RunsApi::noSuchRun)));
  }

  private static Optional<Detail> detail(Session session, String id) throws SQLException {
    Optional<RunRecord.Detail> run = RunHistory.find(session, id);
    return run.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Detail(
                run.get(),
                RequestTable.releaseOf(session, id).orElse(null),
                RestoreHistory.ofRun(session, id)));
  }

  private static Refusal noSuchRun() {
    return new Refusal(
        404,
        "no-such-run",
        "there is no run of that id",
        "see /api/runs; a run that ended like the one before it is counted in that one's row");
  }

  private static JsonObject json(RunRecord row) {
    Run run = row.run();
    return new JsonObject()
        .put("id", run.id())
        .put("sdkAppId", run.key().sdkAppId())
        .put("groupId", run.key().groupId())
        .put("topicId", run.key().topicId())
        .put("type", run.type())
        .put("cause", run.cause().wire())
        .put("outcome", Json.name(row.outcome()))
        .put("mode", run.mode().wire())
        .put("policy", run.policy())
        .put("planned", run.planned())
        .put("removedCount", row.removedCount())
        .put("seats", seats(run.max(), run.before(), row.after()))
        .put("spared", Json.counts(row.spared()))
        .put("note", row.note())
        .put("startedAt", Json.time(run.startedAt()))
        .put("finishedAt", Json.time(row.finishedAt()))
        .put("times", row.times())
        .put("lastAt", Json.time(row.lastAt()));
  }

  /** MaxMemberNum, and MemberNum before and after a run. */
  static JsonObject seats(Integer max, Integer before, Integer after) {
    return new JsonObject().put("max", max).put("before", before).put("after", after);
  }

  private static JsonObject json(Detail detail) {
    RunRecord.Detail run = detail.run();
    Map<String, RestoreResult> restored = new HashMap<>();
    detail.undone().forEach(each -> restored.put(each.account(), each.result()));
    return json(run.summary())
        .put("removed", Json.list(run.members(), entry -> json(entry, restored)))
        .put("wouldRemove", Json.list(run.wouldRemove(), RunsApi::json))
        .put("left", Json.list(run.left(), RunsApi::json))
        .put("release", detail.release() == null ? null : json(detail.release()))
        .put(
            "restores",
            new JsonArray(
                detail.undone().stream().map(RestoreHistory.Undone::restore).distinct().toList()));
  }

  /** Only who is gone, or may be, can have been brought back. */
  private static JsonObject json(RunRecord.Entry entry, Map<String, RestoreResult> restored) {
    JsonObject json =
        json(entry.removal()).put("fate", entry.fate().wire()).put("batch", entry.batch());
    boolean isGone = entry.fate() == Fate.REMOVED || entry.fate() == Fate.UNKNOWN;
    RestoreResult result = isGone ? restored.get(entry.removal().account()) : null;
    return result == null ? json : json.put("restored", result.wire());
  }

  private static JsonObject json(Removal removal) {
    return new JsonObject()
        .put("account", removal.account())
        .put("joinTime", Json.time(removal.joinTime()))
        .put("lastActivity", Json.time(removal.lastActivity()))
        .put("reason", removal.reason().wire())
        .put("evidence", removal.evidence());
  }

  private static JsonObject json(StayedMember member) {
    return new JsonObject().put("account", member.account()).put("rule", member.rule());
  }

  private static JsonObject json(Request release) {
    return new JsonObject()
        .put("by", release.by())
        .put("at", Json.time(release.at()))
        .put("run", release.run());
  }
}
