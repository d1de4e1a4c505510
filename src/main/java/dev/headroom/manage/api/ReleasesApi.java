package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunRecord;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.prune.OperatorRequest;
import dev.headroom.prune.StoredRunFacts;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/** Releases of braked runs, and what they would do. */
public final class ReleasesApi implements Resource {

  private final Store store;
  private final ServedApps apps;
  private final Previews previews;
  private final ComingRuns coming;

  public ReleasesApi(Store store, ServedApps apps, Previews previews, ComingRuns coming) {
    this.store = Objects.requireNonNull(store, "store");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.previews = Objects.requireNonNull(previews, "previews");
    this.coming = Objects.requireNonNull(coming, "coming");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.post(router, "/api/runs/:id/release", this::release);
    RouteMethods.post(router, "/api/runs/:id/plan", this::plan);
  }

  private void release(RoutingContext context) {
    Body body = new Body(context, "reason");
    Answer.when(
        context, 202, release(context.pathParam("id"), body.text("reason"), Guard.actor(context)));
  }

  /**
   * Asks for a run that removes those whom the braked run has shown, as far as they still may go,
   * and nobody else.
   *
   * @return the answer, once the request is durable; fails with a {@link Refusal} for a run that
   *     cannot be released
   */
  public Future<JsonObject> release(String braked, String reason, Actor by) {
    return Refusals.write(
            store,
            session -> {
              // Another node may be asked for the same: its release is committed then, and seen.
              session.lock("release of " + braked);
              GroupKey key = releasable(session, braked);
              RequestTable.unrelease(session, braked);
              ComingRuns.Asked asked = ComingRuns.ask(session, key, false, braked, by);
              ActionsApi.record(
                  session, by, "release", key.sdkAppId(), key.groupId(), braked, reason);
              return asked;
            })
        .compose(coming::told);
  }

  private void plan(RoutingContext context) {
    new Body(context);
    String braked = context.pathParam("id");
    previews.answer(
        context,
        Refusals.read(
            store,
            session -> {
              GroupKey key = releasable(session, braked);
              OperatorRequest request =
                  new OperatorRequest(false, StoredRunFacts.shown(session, braked));
              return new Previews.Start(key, null, request, ComingRuns.stored(session, key));
            }));
  }

  /** The group of a braked run that nobody has released, or only for nothing. */
  private GroupKey releasable(Session session, String braked) throws SQLException {
    RunRecord run =
        RunHistory.find(session, braked)
            .map(RunRecord.Detail::summary)
            .orElseThrow(Refusals::noSuchRun);
    if (run.outcome() != Outcome.BRAKED) {
      throw new Refusal(
          409, "not-braked", "this run has not ended as braked", "see /api/runs?outcome=braked");
    }
    Optional<Request> earlier = RequestTable.releaseOf(session, braked);
    if (earlier.isPresent() && !removedNobody(session, earlier.get())) {
      throw new Refusal(
          409,
          "already-released",
          "this run has been released",
          "its release names the run that carries it out");
    }
    GroupKey key = run.run().key();
    apps.check(key.sdkAppId());
    return key;
  }

  /** It has ended, and those shown are still there: a limit was met, or the mode was observe. */
  private static boolean removedNobody(Session session, Request release) throws SQLException {
    return RequestTable.isAnswered(session, release.run())
        && RunHistory.find(session, release.run())
            .map(ended -> ended.summary().removedCount() == 0)
            .orElse(true);
  }
}
