package dev.headroom.prune;

import dev.headroom.config.PruneSettings;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Run;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Says what a run would do: it is a run, only that its hands are tied and its book is closed. A
 * plan lives on the context that asks for it.
 */
public final class Planner {

  private static final String NO_RUN = "plan";

  private final RunContext tools;

  /** Plans with the tools of runs. */
  public Planner(RunContext tools) {
    this.tools = Objects.requireNonNull(tools, "tools");
  }

  /**
   * What would happen to the group now, its rest and pauses left out of account.
   *
   * @param openRun id of the run that the group's next try would go on with, or null
   * @return fails like a run, for example with a {@link dev.headroom.chat.ChatException}
   */
  public Future<Plan> plan(GroupKey key, String openRun) {
    PruneRun run = run(key, openRun, null);
    return Future.succeededFuture()
        .compose(start -> run.run())
        .compose(
            end ->
                run.isOutdated()
                    ? plan(key, null)
                    : Future.succeededFuture(plan(end, run.bounds())));
  }

  /** What a run would do that somebody asked for so. */
  public Future<Plan> planAsked(GroupKey key, OperatorRequest order) {
    PruneRun run = run(key, null, Objects.requireNonNull(order, "order"));
    return Future.succeededFuture().compose(start -> run.run()).map(end -> plan(end, run.bounds()));
  }

  /**
   * How far a run of the group may go now; reads the group, but none of its members.
   *
   * @param enforce whether somebody asks for it to enforce
   * @return fails with a {@link dev.headroom.chat.ChatException}
   */
  public Future<Bounds> bounds(GroupKey key, boolean enforce) {
    PruneSettings settings = tools.settings().get();
    long app = key.sdkAppId();
    return Bounds.unread(settings, key, enforce)
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                tools
                    .chat()
                    .apply(app)
                    .group(key.groupId(), settings.groupFields(app))
                    .map(
                        group ->
                            Bounds.of(
                                settings.policyFor(app, key.groupId(), group.type()),
                                enforce,
                                group,
                                tools.clock().instant())));
  }

  private PruneRun run(GroupKey key, String openRun, OperatorRequest order) {
    RunContext reading =
        new RunContext(
            tools.chat(),
            tools.administrator(),
            new PlanBook(tools.book(), order),
            tools.settings(),
            tools.maxAttempts(),
            tools.timeout(),
            tools.stopping(),
            tools.timer(),
            tools.clock());
    String run = openRun == null ? NO_RUN : openRun;
    boolean isAsked = openRun != null || order != null;
    Task task = new Task(0, "", run, key, Cause.OPERATOR, 0, 0, 0, true, isAsked, 0);
    return new PruneRun(reading, task, (ignored, header, notice, terms) -> Remover.WITHHOLD);
  }

  private static Integer less(Integer members, int gone) {
    return members == null ? null : Integer.valueOf(members - gone);
  }

  private static Plan plan(RunResult end, Bounds bounds) {
    Run run = end.run();
    boolean wouldGo = end.outcome() == Outcome.OBSERVED && bounds.mode() == Mode.ENFORCE;
    Outcome outcome = wouldGo ? Outcome.PRUNED : end.outcome();
    Integer before = less(run.before(), end.removed());
    Integer after = outcome == Outcome.PRUNED ? less(before, end.wouldRemove().size()) : before;
    Map<SparingRule, Plan.Spared> spared = new TreeMap<>();
    end.stayers()
        .counts()
        .forEach(
            (rule, count) -> {
              var named = end.stayers().named(rule);
              spared.put(
                  rule,
                  new Plan.Spared(count, named.subList(0, Math.min(named.size(), Spared.SAMPLES))));
            });
    return new Plan(run, bounds, outcome, end.note(), before, after, end.wouldRemove(), spared);
  }
}
