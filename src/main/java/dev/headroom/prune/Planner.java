package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskContext;
import dev.headroom.ledger.Run;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Says what a run would do: it is a run that removes nobody and writes nothing. A plan lives on the
 * context that asks for it.
 */
public final class Planner {

  private static final String NO_RUN = "plan";

  private final RunContext context;

  /** Plans with what runs work with. */
  public Planner(RunContext context) {
    this.context = Objects.requireNonNull(context, "context");
  }

  /**
   * A planner where there is no database: as if nothing was ever done.
   *
   * @param chat the Chat API of an app, by sdkAppId
   * @param administrator the account Headroom signs in with, by sdkAppId
   * @param stopping true ends what is being planned
   */
  public static Planner withoutLedger(
      LongFunction<ChatApi> chat,
      LongFunction<String> administrator,
      Supplier<PruneSettings> settings,
      BooleanSupplier stopping,
      Clock clock) {
    TaskContext tasks =
        new TaskContext(1, Duration.ZERO, stopping, delay -> Future.succeededFuture());
    return new Planner(new RunContext(chat, administrator, new NoFacts(), settings, tasks, clock));
  }

  /**
   * What would happen to the group now, its rest and pauses left out of account.
   *
   * @param openRun id of the run that the group's next try would go on with, or null
   * @return fails like a run, for example with a {@link dev.headroom.chat.ChatException}
   */
  public Future<Plan> plan(GroupKey key, String openRun) {
    PruneRun run = run(key, openRun);
    return Future.succeededFuture()
        .compose(start -> run.run())
        .compose(
            end ->
                run.isOutdated()
                    ? plan(key, null)
                    : Future.succeededFuture(plan(end, run.bounds())));
  }

  /** What a run would do that somebody asked for so. */
  public Future<Plan> planAsked(GroupKey key, OperatorRequest request) {
    PruneRun run = run(key, null);
    run.obey(request);
    return Future.succeededFuture().compose(start -> run.run()).map(end -> plan(end, run.bounds()));
  }

  /**
   * How far a run of the group may go now; reads the group, but none of its members.
   *
   * @param enforce whether somebody asks for it to enforce
   * @return fails with a {@link dev.headroom.chat.ChatException}
   */
  public Future<Bounds> bounds(GroupKey key, boolean enforce) {
    PruneSettings settings = context.settings().get();
    long app = key.sdkAppId();
    return Bounds.unread(settings, key, enforce)
        .map(Future::succeededFuture)
        .orElseGet(
            () ->
                new GroupCalls(context.chat().apply(app), key, settings)
                    .group()
                    .map(
                        group ->
                            Bounds.of(
                                settings.policyFor(app, key.groupId(), group.type()),
                                enforce,
                                group,
                                context.clock().instant())));
  }

  private PruneRun run(GroupKey key, String openRun) {
    String run = openRun == null ? NO_RUN : openRun;
    return new PruneRun(context, Task.unclaimed(key, run, openRun != null), Remover.WITHHOLD);
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
    end.spared()
        .counts()
        .forEach(
            (rule, count) -> {
              var named = end.spared().named(rule);
              spared.put(
                  rule,
                  new Plan.Spared(count, named.subList(0, Math.min(named.size(), Spared.SAMPLES))));
            });
    return new Plan(run, bounds, outcome, end.note(), before, after, end.wouldRemove(), spared);
  }
}
