package dev.headroom;

import dev.headroom.chat.ChatException;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobTable;
import dev.headroom.manage.PlanView;
import dev.headroom.manage.Plans;
import dev.headroom.manage.Refusal;
import dev.headroom.prune.Plan;
import dev.headroom.prune.Planner;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeMap;

/** Previews: what the next run of a group would do, and whether it would go on with an open one. */
record RunPlans(Store store, Planner planner, ServedApps apps) implements Plans {

  @Override
  public Future<PlanView> plan(GroupKey key) {
    return apps.ifServed(key.sdkAppId(), () -> planned(key));
  }

  private Future<PlanView> planned(GroupKey key) {
    return store
        .read(session -> JobTable.find(session, key))
        .compose(job -> planner.plan(key, job.map(Job::run).orElse(null)))
        .map(RunPlans::view)
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

  private static PlanView view(Plan plan) {
    Map<String, PlanView.Spared> spared = new TreeMap<>();
    plan.spared()
        .forEach(
            (rule, members) ->
                spared.put(rule.wire(), new PlanView.Spared(members.count(), members.samples())));
    return new PlanView(
        plan.run(),
        plan.outcome(),
        plan.note(),
        plan.before(),
        plan.after(),
        plan.removed(),
        spared);
  }
}
