package dev.headroom.prune;

import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.Cause;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskTime;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.Taken;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run: settles what earlier tries have left, reads a full group, weighs how many may go,
 * removes them in {@link Batches}, and looks again. Lives on the context that calls {@link #run()};
 * used once.
 */
final class PruneRun {

  private static final String MODE_OFF = "mode off for this group";

  private final RunContext context;
  private final RunFacts facts;
  private final Task task;
  private final Remover remover;
  private final PruneSettings settings;
  private final GroupCalls calls;
  private final Instant startedAt;
  private final TaskTime time;

  private OperatorRequest request = OperatorRequest.NONE;
  private EarlierTries earlier = EarlierTries.NONE;
  private Progress progress = new Progress(Spared.SAMPLES);
  private Optional<RankedMembers> members = Optional.empty();
  private PolicySettings policy;
  private Bounds bounds;
  private Run run;
  private boolean isOutdated;

  /**
   * A run of that task.
   *
   * @param remover removes whom an enforcing run has chosen, and writes down what became of them
   */
  PruneRun(RunContext context, Task task, Remover remover) {
    this.context = context;
    this.facts = context.facts();
    this.task = task;
    this.remover = remover;
    this.settings = context.settings().get();
    this.calls = new GroupCalls(context.chat().apply(task.key().sdkAppId()), task.key(), settings);
    this.startedAt = context.clock().instant();
    this.policy = settings.policyFor(task.key().sdkAppId(), task.key().groupId(), "");
    // The lease was given for so long, when nobody knew the group's type.
    Duration leased = policy.runDeadline();
    this.time =
        context
            .tasks()
            .begin(
                () -> policy.runDeadline().compareTo(leased) < 0 ? policy.runDeadline() : leased);
    this.bounds = Bounds.configured(policy, false, startedAt);
    this.run = header(task.cause(), "", null, null, 0);
  }

  /** Does as somebody has asked by hand. To be called before anything else is done. */
  void obey(OperatorRequest asked) {
    request = asked;
    if (asked.isRelease()) {
      progress = new Progress(asked.shown().size());
    }
    bounds = Bounds.configured(policy, asked.enforce(), startedAt);
    run = header(Cause.OPERATOR, "", null, null, 0);
  }

  /** The run as far as it is known. */
  Run header() {
    return run;
  }

  /** How far it may go, as far as that is known. */
  Bounds bounds() {
    return bounds;
  }

  /** Whether it ended because it was begun under another policy: another run follows at once. */
  boolean isOutdated() {
    return isOutdated;
  }

  /** How many it has removed so far, earlier tries included. */
  int removed() {
    return progress.removed();
  }

  /** How the run ended; fails with what stopped it before its end: then it can be resumed. */
  Future<RunResult> run() {
    return work()
        .compose(this::conclude)
        .recover(
            error ->
                error instanceof ChatException chatError
                        && chatError.kind() == ChatException.Kind.GROUP_GONE
                    ? conclude(gone())
                    : Future.failedFuture(error));
  }

  private Ending gone() {
    return new Ending.AtOnce(progress.outcomeOr(Outcome.GROUP_GONE), "the group is gone");
  }

  private Future<Ending> work() {
    if (task.key().isTopic()) {
      return ended(
          new Ending.AtOnce(
              Outcome.TOPIC, "a topic is full; removals would be from the whole Community"));
    }
    return resume()
        .compose(
            resumed -> earlier.exist() ? facts.restoreWaits(task) : Future.succeededFuture(false))
        .compose(
            restoreWaits -> restoreWaits ? ended(Ending.restoreFirst(progress)) : readUnlessOff());
  }

  private static Future<Ending> ended(Ending ending) {
    return Future.succeededFuture(ending);
  }

  // What was before.

  private Future<Void> resume() {
    if (!task.resumed()) {
      return Future.succeededFuture();
    }
    return facts
        .request(task)
        .compose(
            asked -> {
              asked.ifPresent(this::obey);
              return facts.resume(task);
            })
        .compose(left -> left.map(this::goOnFrom).orElseGet(Future::succeededFuture));
  }

  private Future<Void> goOnFrom(OpenRun left) {
    earlier = new EarlierTries(left);
    run = left.run();
    progress.goOnFrom(left.removed());
    return earlier.settle(run, calls, remover, progress, context.tasks());
  }

  // The group, and how many may go.

  private Future<Ending> readUnlessOff() {
    Optional<Bounds> off = Bounds.unread(settings, task.key(), request.enforce());
    if (off.isEmpty()) {
      return read();
    }
    bounds = off.get();
    return ended(new Ending.AtOnce(progress.outcomeOr(Outcome.SWITCHED_OFF), MODE_OFF));
  }

  private Future<Ending> read() {
    // Only Tencent knows; others may ask for room in a group that has it, or has no members to
    // read.
    boolean likelyFull = task.cause() == Cause.CALLBACK && !task.rested() && !task.resumed();
    // Nor are those of a small group read, and only its first look tells that it is small.
    boolean together =
        likelyFull
            && !task.key().groupId().startsWith(Group.COMMUNITY_PREFIX)
            && policy.minSeats() == 0;
    Future<Group> group = calls.group();
    Future<Optional<MemberPage>> first =
        together ? calls.firstPage() : Future.succeededFuture(Optional.empty());
    return Future.join(group, first).compose(both -> weigh(group.result(), first.result()));
  }

  /** Decides whether this group may be pruned at all. */
  private Future<Ending> weigh(Group group, Optional<MemberPage> first) {
    if (!group.isOrdinary()) {
      return ended(
          new Ending.AtOnce(
              Outcome.UNSUPPORTED_TYPE, "no evidence of activity for Type " + group.type()));
    }
    policy = settings.policyFor(task.key().sdkAppId(), task.key().groupId(), group.type());
    bounds = Bounds.of(policy, request.enforce(), group, startedAt);
    isOutdated = earlier.wentByOther(policy.hash());
    if (isOutdated) {
      return ended(
          new Ending.CutShort(
              progress.outcomeOr(Outcome.NOTHING_TO_PRUNE),
              "the policy changed; a new run follows",
              Optional.of(group)));
    }
    begin(group, 0);
    if (bounds.mode() == Mode.OFF) {
      return ended(new Ending.Seen(progress.outcomeOr(Outcome.SWITCHED_OFF), MODE_OFF, group));
    }
    Optional<Ending> tooSmall = Ending.ifTooSmall(group, policy, progress);
    if (tooSmall.isPresent()) {
      return ended(tooSmall.get());
    }
    // Who released a braked run has seen the group; those shown may go until enough seats are free.
    boolean mustBeFull = !earlier.exist() && !request.isRelease();
    if (Allowance.need(policy, group) <= 0 || (mustBeFull && !group.isFull())) {
      return ended(
          new Ending.Seen(
              progress.outcomeOr(Outcome.NOT_FULL_ANY_MORE), Ending.SEATS_ARE_FREE, group));
    }
    return facts
        .restored(task, policy.protect().restored())
        .compose(until -> facts.taken(task).compose(taken -> weigh(group, first, until, taken)));
  }

  /** Decides by how many, and who is read for that. */
  private Future<Ending> weigh(
      Group group, Optional<MemberPage> first, Map<String, Instant> restoredUntil, Taken taken) {
    Optional<Duration> skew = calls.clockSkew();
    Allowance allowance =
        Allowance.of(policy, group, taken, progress.removed(), earlier.planned(), skew);
    Optional<String> brake =
        Optional.ofNullable(request.isRelease() ? Allowance.wrongClock(skew) : allowance.brake());
    if (brake.isEmpty() && allowance.allowed() == 0) {
      return ended(
          allowance.wanted() == 0
              ? new Ending.Pruned("the run's share is done", false)
              : new Ending.AtLimit(Ending.LIMIT_REACHED, bounds.limits()));
    }
    int target = brake.isEmpty() ? allowance.allowed() : allowance.wanted();
    begin(group, allowance.wanted());
    RankedMembers read =
        new RankedMembers(
            calls,
            group,
            earlier,
            looks -> judge(looks, restoredUntil),
            request.isRelease() ? request.shown().size() : Ranking.capacityFor(target),
            progress.spared(),
            time);
    members = Optional.of(read);
    boolean isLimited = allowance.allowed() < allowance.wanted();
    return (request.isRelease() ? read.readShown(request.shown()) : read.readAll(first))
        .compose(done -> batches(read, target, isLimited, brake).run());
  }

  private Judge judge(List<Group> looks, Map<String, Instant> restoredUntil) {
    String administrator = context.administrator().apply(task.key().sdkAppId());
    return new Judge(policy, looks, administrator, restoredUntil, context.clock().instant());
  }

  // Whom, and the end.

  private Batches batches(
      RankedMembers read, int target, boolean isLimited, Optional<String> braked) {
    time.check();
    Optional<String> brake =
        braked.isPresent() || request.isRelease()
            ? braked
            : read.ranking().implausible(read.firstLook(), policy.inactiveFor(), startedAt);
    boolean enforces = bounds.mode() == Mode.ENFORCE && brake.isEmpty();
    RunBook.Terms terms =
        new RunBook.Terms(
            context.tasks().timeout(),
            policy.maxPerRun(),
            bounds.limits(),
            policy.protect().restored());
    return new Batches(
        new Batches.Goal(run, policy, request.isRelease(), target, isLimited, brake, terms),
        calls,
        read,
        enforces ? remover : Remover.WITHHOLD,
        progress,
        time);
  }

  private Future<RunResult> conclude(Ending ending) {
    boolean anyRemoved = progress.removed() > 0;
    return new LastLook(task, facts, calls, request.isRelease(), anyRemoved)
        .of(ending)
        .map(this::result);
  }

  private RunResult result(LastLook.End end) {
    Spared spared = progress.spared();
    Optional<Ranking> ranking = members.map(RankedMembers::ranking);
    ranking.ifPresent(ranked -> ranked.spareRest(spared));
    Instant firstEligibleAt =
        spared.anyForTheMoment() ? null : ranking.map(Ranking::firstEligibleAt).orElse(null);
    return new RunResult(
        run,
        policy,
        end.outcome(),
        end.note(),
        end.seqSeen(),
        progress.removed(),
        end.after(),
        progress.withheld(),
        spared,
        request.isRelease() ? spared.stayed() : List.of(),
        new Rest.Reasons(firstEligibleAt, end.isCutShort(), end.untilRoom()));
  }

  /** Writes the header of a run that begins; one that is gone on with has its own. */
  private void begin(Group group, int planned) {
    if (!earlier.exist()) {
      run = header(run.cause(), group.type(), group.maxMemberNum(), group.memberNum(), planned);
    }
  }

  private Run header(Cause cause, String type, Integer max, Integer before, int planned) {
    return new Run(
        task.run(),
        task.key(),
        type,
        cause,
        bounds.mode(),
        policy.hash(),
        planned,
        max,
        before,
        startedAt);
  }
}
