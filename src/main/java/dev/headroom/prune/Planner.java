package dev.headroom.prune;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Run;
import dev.headroom.event.Task;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says what a run would do: it is a run, only that its hands are tied and its book is closed. A
 * plan lives on the context that asks for it.
 */
public final class Planner {

  private static final String NO_RUN = "plan";

  private final Tools tools;

  /** Plans with the tools of runs. */
  public Planner(Tools tools) {
    this.tools =
        new Tools(
            tools.chat(),
            tools.administrator(),
            new PlanBook(tools.book()),
            tools.settings(),
            tools.maxAttempts(),
            tools.timeout(),
            tools.stopping(),
            tools.timer(),
            tools.clock());
  }

  /**
   * What would happen to the group now, its rest left out of account.
   *
   * @param openRun id of the run that the group's next try would go on with, or null
   * @return fails like a run, for example with a {@link dev.headroom.chat.ChatException}
   */
  public Future<Plan> plan(GroupKey key, String openRun) {
    String run = openRun == null ? NO_RUN : openRun;
    Task task = new Task(0, "", run, key, Cause.OPERATOR, 0, 0, 0, true, openRun != null, 0);
    Removals.Source tied = (ignored, header, notice, terms) -> Removals.WITHHOLD;
    return Future.succeededFuture()
        .compose(start -> new PruneRun(tools, task, tied).run())
        .map(Planner::plan);
  }

  private static Integer less(Integer members, int gone) {
    return members == null ? null : Integer.valueOf(members - gone);
  }

  private static Plan plan(Conclusion end) {
    Run run = end.run();
    boolean wouldGo = end.outcome() == Outcome.OBSERVED && run.mode() == Mode.ENFORCE;
    Outcome outcome = wouldGo ? Outcome.PRUNED : end.outcome();
    Integer before = less(run.before(), end.removed());
    Integer after = outcome == Outcome.PRUNED ? less(before, end.wouldRemove().size()) : before;
    Map<Rule, Plan.Spared> spared = new TreeMap<>();
    end.stayers()
        .counts()
        .forEach(
            (rule, count) -> {
              var named = end.stayers().named(rule);
              spared.put(
                  rule,
                  new Plan.Spared(
                      count, named.subList(0, Math.min(named.size(), Stayers.SAMPLES))));
            });
    return new Plan(run, outcome, end.note(), before, after, end.wouldRemove(), spared);
  }
}
