package dev.headroom.manage.api;

import dev.headroom.chat.ChatException;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobQueries;
import dev.headroom.manage.Refusal;
import dev.headroom.prune.OperatorRequest;
import dev.headroom.prune.Plan;
import dev.headroom.prune.Planner;
import dev.headroom.prune.StoredRunFacts;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** Previews: what the next run of a group would do, and whether it would go on with an open one. */
public record RunPlans(Store store, Planner planner, ServedApps apps) implements Plans {

  /**
   * What the database says before a plan.
   *
   * @param openRun the run that the group's next try would go on with, or null
   * @param order what would be asked for, or null
   */
  private record Start(
      GroupKey key, String openRun, OperatorRequest order, ComingRuns.Stored stored) {}

  @Override
  public Future<PlanView> plan(GroupKey key, boolean enforce) {
    return apps.ifServed(
        key.sdkAppId(),
        () -> store.read(session -> start(session, key, enforce)).compose(this::planned));
  }

  private static Start start(Session session, GroupKey key, boolean enforce) throws SQLException {
    ComingRuns.Stored stored = ComingRuns.stored(session, key);
    return enforce
        ? new Start(key, null, new OperatorRequest(true, null), stored)
        : new Start(key, JobQueries.find(session, key).map(Job::run).orElse(null), null, stored);
  }

  @Override
  public Future<PlanView> release(String braked) {
    Future<Start> start =
        Refusals.read(
            store,
            session -> {
              GroupKey key = Releases.releasable(session, braked).run().key();
              apps.check(key.sdkAppId());
              OperatorRequest order =
                  new OperatorRequest(false, StoredRunFacts.shown(session, braked));
              return new Start(key, null, order, ComingRuns.stored(session, key));
            });
    return start.compose(this::planned);
  }

  private Future<PlanView> planned(Start start) {
    Future<Plan> plan =
        start.order() == null
            ? planner.plan(start.key(), start.openRun())
            : planner.planAsked(start.key(), start.order());
    return plan.map(found -> view(found, start.stored()))
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

  private static PlanView view(Plan plan, ComingRuns.Stored stored) {
    Map<String, PlanView.Spared> spared = new TreeMap<>();
    plan.spared()
        .forEach(
            (rule, members) ->
                spared.put(rule.wire(), new PlanView.Spared(members.count(), members.samples())));
    return new PlanView(
        plan.run(),
        ComingRuns.view(plan.bounds(), stored),
        plan.outcome(),
        plan.note(),
        plan.before(),
        plan.after(),
        plan.removed(),
        spared);
  }
}
