package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatApi.MemberPage;
import dev.headroom.chat.ChatException;
import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.chat.MemberPages;
import dev.headroom.chat.Membership;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.Cause;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.StayedMember;
import dev.headroom.store.Steps;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * One run: reads a full group, decides, removes batch by batch, and looks again. Lives on the
 * context that calls {@link #run()}; used once.
 */
final class PruneRun {

  private static final Set<String> SUPPORTED = Set.of(Group.PRIVATE, Group.PUBLIC, Group.CHAT_ROOM);

  /** Candidates looked at together: one get_specified_group_member_info. */
  private static final int SECOND_LOOK = ChatApi.SPECIFIED_LIMIT;

  private static final int MAX_TOO_LATE = 5;

  /** Who is spared by one of these may go at any moment: nobody knows when. */
  private static final Set<SparingRule> FOR_THE_MOMENT =
      EnumSet.of(
          SparingRule.UNKNOWN_ROLE,
          SparingRule.UNKNOWN_ACTIVITY,
          SparingRule.ONLINE,
          SparingRule.ONLINE_UNKNOWN,
          SparingRule.NOT_REMOVED,
          SparingRule.NOT_NEEDED);

  private static final OperatorRequest AS_CONFIGURED = new OperatorRequest(false, null);
  private static final String MODE_OFF = "mode off for this group";
  private static final Future<RunResult> GO_ON = Future.succeededFuture();
  private static final String SEATS_ARE_FREE = "seats are free";
  private static final String RESTORE_WAITS = "members are to be brought back first";
  private static final String LIMIT_REACHED = "the limit of 24 hours is reached";

  private final RunContext tools;
  private final Task task;
  private final Remover.Source source;
  private final ChatApi chat;
  private final String groupId;
  private final PruneSettings settings;
  private final Instant startedAt;
  private final long startedNanos = System.nanoTime();

  /** The lease was given for so long, when nobody knew the group's type. */
  private final Duration leaseDeadline;

  private final List<Removal> wouldRemove = new ArrayList<>();

  private PolicySettings policy;
  private OperatorRequest order = AS_CONFIGURED;
  private Spared stayers = new Spared(Spared.SAMPLES);
  private Cause cause;
  private Bounds bounds;
  private Run run;
  private OpenRun earlier;
  private int removed;
  private Set<String> returned = Set.of();
  private Map<String, Instant> restoredUntil = Map.of();
  private Group firstLook;
  private Map<String, Removal> meant = Map.of();
  private Allowance allowance;
  private boolean limitReached;
  private String brake;
  private Ranking ranking;
  private Remover removals;
  private int target;
  private int batchLimit = ChatApi.DELETE_LIMIT;
  private int tooLate;
  private boolean isOutdated;

  /** A run of that task. */
  PruneRun(RunContext tools, Task task) {
    this(tools, task, removing(tools, tools.chat().apply(task.key().sdkAppId())));
  }

  /**
   * The Chat API is asked for when the run is made, like its own: who watches knows whose it is.
   */
  private static Remover.Source removing(RunContext tools, ChatApi chat) {
    return (task, run, notice, terms) -> new ChatRemover(tools, chat, task, run, notice, terms);
  }

  /**
   * A run with hands of its own.
   *
   * @param source where they come from if it may remove members
   */
  PruneRun(RunContext tools, Task task, Remover.Source source) {
    this.tools = tools;
    this.task = task;
    this.source = source;
    this.chat = tools.chat().apply(task.key().sdkAppId());
    this.groupId = task.key().groupId();
    this.settings = tools.settings().get();
    this.startedAt = tools.clock().instant();
    this.policy = settings.policyFor(task.key().sdkAppId(), groupId, "");
    this.leaseDeadline = policy.runDeadline();
    this.cause = task.cause();
    this.bounds = Bounds.configured(policy, false, startedAt);
    this.run = header("", bounds.mode(), null, null, 0, startedAt);
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
    return removed;
  }

  /** How the run ended; fails with what stopped it before its end: then it can be resumed. */
  Future<RunResult> run() {
    if (task.key().isTopic()) {
      return end(Outcome.TOPIC, "a topic is full; removals would be from the whole Community");
    }
    return resume()
        .compose(
            resumed ->
                earlier == null ? Future.succeededFuture(false) : tools.book().restoreWaits(task))
        .compose(
            restoreWaits ->
                restoreWaits
                    ? cutShort(outcomeOr(Outcome.NOTHING_TO_PRUNE), RESTORE_WAITS)
                    : unlessOff())
        .compose(this::untilRoom)
        .recover(
            error ->
                error instanceof ChatException chatError
                        && chatError.kind() == ChatException.Kind.GROUP_GONE
                    ? end(removed > 0 ? Outcome.PRUNED : Outcome.GROUP_GONE, "the group is gone")
                    : Future.failedFuture(error));
  }

  private Future<RunResult> unlessOff() {
    Optional<Bounds> off = Bounds.unread(settings, task.key(), order.enforce());
    if (off.isEmpty()) {
      return read();
    }
    bounds = off.get();
    return end(outcomeOr(Outcome.SWITCHED_OFF), MODE_OFF);
  }

  private Future<Void> resume() {
    if (!task.resumed()) {
      return Future.succeededFuture();
    }
    return tools
        .book()
        .order(task)
        .compose(
            asked -> {
              asked.ifPresent(this::obey);
              return tools.book().resume(task);
            })
        .compose(open -> open.map(this::settleOpen).orElseGet(Future::succeededFuture));
  }

  private void obey(OperatorRequest asked) {
    order = asked;
    cause = Cause.OPERATOR;
    if (asked.isRelease()) {
      stayers = new Spared(asked.shown().size());
    }
    bounds = Bounds.configured(policy, order.enforce(), startedAt);
    run = header("", bounds.mode(), null, null, 0, startedAt);
  }

  /** Looks what became of intents whose delete may or may not have been sent. */
  private Future<Void> settleOpen(OpenRun open) {
    earlier = open;
    run = open.run();
    removed = open.removed();
    returned = open.returned();
    if (open.open().isEmpty()) {
      return Future.succeededFuture();
    }
    Settlement settlement = new Settlement(chat, tools.book());
    Future<Void> settled = tools.after(ChatRemover.AT_ONCE.plus(Membership.EFFECT_WINDOW));
    meant =
        open.open().stream()
            .flatMap(batch -> batch.removals().stream())
            .collect(Collectors.toMap(Removal::account, each -> each, (first, second) -> first));
    for (OpenRun.Batch batch : open.open()) {
      settled =
          settled
              .compose(done -> settlement.settle(run, batch.number(), batch.removals()))
              .map(
                  fates -> {
                    count(fates);
                    return null;
                  });
    }
    return settled;
  }

  private Future<RunResult> read() {
    // Only Tencent knows; others may ask for room in a group that has it, or has no members to
    // read.
    boolean likelyFull = task.cause() == Cause.CALLBACK && !task.rested() && !task.resumed();
    // Nor are those of a small group read, and only its first look tells that it is small.
    boolean together =
        likelyFull && !groupId.startsWith(Group.COMMUNITY_PREFIX) && policy.minSeats() == 0;
    List<String> fields = settings.memberFields(task.key().sdkAppId());
    Future<Group> group = chat.group(groupId, settings.groupFields(task.key().sdkAppId()));
    // A first page that fails is read again by the paging, which then reports it.
    Future<Optional<MemberPage>> first =
        together
            ? chat.members(groupId, 0, ChatApi.PAGE_LIMIT, fields)
                .map(Optional::of)
                .otherwise(Optional.empty())
            : Future.succeededFuture(Optional.empty());
    return Future.join(group, first).compose(both -> weigh(group.result(), first.result()));
  }

  /** Decides whether this group may be pruned at all, and by how many. */
  private Future<RunResult> weigh(Group group, Optional<MemberPage> first) {
    firstLook = group;
    if (!SUPPORTED.contains(group.type())) {
      return end(Outcome.UNSUPPORTED_TYPE, "no evidence of activity for Type " + group.type());
    }
    policy = settings.policyFor(task.key().sdkAppId(), groupId, group.type());
    bounds = Bounds.of(policy, order.enforce(), group, startedAt);
    isOutdated = earlier != null && !earlier.run().policy().equals(policy.hash());
    if (isOutdated) {
      return Future.succeededFuture(
          conclusion(
              outcomeOr(Outcome.NOTHING_TO_PRUNE),
              "the policy changed; a new run follows",
              Task.NO_SEQ,
              group.memberNum()));
    }
    Mode mode = bounds.mode();
    if (earlier == null) {
      run = header(group.type(), mode, group.maxMemberNum(), group.memberNum(), 0, startedAt);
    }
    if (mode == Mode.OFF) {
      return end(outcomeOr(Outcome.SWITCHED_OFF), MODE_OFF, group);
    }
    if (isTooSmall(group)) {
      return tooSmall(group);
    }
    // Who released a braked run has seen the group; those shown may go until enough seats are free.
    boolean mustBeFull = earlier == null && !order.isRelease();
    if (Allowance.need(policy, group) <= 0 || (mustBeFull && !group.isFull())) {
      return end(outcomeOr(Outcome.NOT_FULL_ANY_MORE), SEATS_ARE_FREE, group);
    }
    return tools
        .book()
        .restored(task, policy.protect().restored())
        .compose(
            until -> {
              restoredUntil = until;
              return tools.book().taken(task);
            })
        .compose(taken -> weigh(group, first, mode, taken));
  }

  private boolean isTooSmall(Group group) {
    return group.maxMemberNum() < policy.minSeats();
  }

  /** Full on purpose, whoever asks for room. */
  private Future<RunResult> tooSmall(Group group) {
    return end(
        outcomeOr(Outcome.TOO_SMALL),
        "MaxMemberNum is " + group.maxMemberNum() + ", below minSeats " + policy.minSeats(),
        group);
  }

  private Future<RunResult> weigh(
      Group group, Optional<MemberPage> first, Mode mode, RunBook.Taken taken) {
    Optional<Integer> planned = Optional.ofNullable(earlier).map(open -> open.run().planned());
    allowance = Allowance.of(policy, group, taken, removed, planned, chat.clockSkew());
    brake = order.isRelease() ? Allowance.wrongClock(chat.clockSkew()) : allowance.brake();
    if (brake == null && allowance.allowed() == 0) {
      return allowance.wanted() == 0 ? verify("the run's share is done") : atLimit(LIMIT_REACHED);
    }
    target = brake == null ? allowance.allowed() : allowance.wanted();
    if (earlier == null) {
      run = header(run.type(), mode, run.max(), run.before(), allowance.wanted(), run.startedAt());
    }
    int capacity = order.isRelease() ? order.shown().size() : Ranking.capacityFor(target);
    ranking = new Ranking(judge(List.of(group)), capacity, stayers);
    List<String> fields = settings.memberFields(task.key().sdkAppId());
    Future<?> members =
        order.isRelease()
            ? Membership.specified(chat, groupId, accounts(order.shown()), fields)
                .map(this::foldShown)
            : MemberPages.read(
                chat, group, first, fields, this::foldPage, () -> whyStop().isPresent());
    return members
        .mapEmpty()
        .recover(error -> Future.failedFuture(whyStop().<Throwable>map(why -> why).orElse(error)))
        .compose(
            read -> {
              stopIfMust();
              brakeIfImplausible(group);
              removals = mode == Mode.ENFORCE && brake == null ? enforced() : Remover.WITHHOLD;
              return batches();
            });
  }

  private void foldPage(List<Member> page) {
    ranking.fold(
        returned.isEmpty() && meant.isEmpty()
            ? page
            : page.stream().filter(member -> !isSparedByEarlierTry(member)).toList());
  }

  /**
   * Who came back is somebody else, and who has read on since an earlier try meant them is here.
   */
  private boolean isSparedByEarlierTry(Member member) {
    Removal earlierOne = meant.get(member.account());
    boolean hasRead = earlierOne != null && earlierOne.hasReadSince(member.msgSeq());
    if (hasRead) {
      stayers.add(SparingRule.ACTIVE_AGAIN, member.account());
    }
    return hasRead || returned.contains(member.account());
  }

  /** Who was shown, left and came back is somebody else than was shown. */
  private Void foldShown(List<Member> read) {
    Map<String, Member> there = new HashMap<>();
    read.forEach(member -> there.put(member.account(), member));
    List<Member> same = new ArrayList<>();
    for (Removal shown : order.shown()) {
      Member member = there.get(shown.account());
      if (member == null) {
        stayers.add(SparingRule.LEFT, shown.account());
      } else if (!shown.joinTime().equals(member.joinTime())
          || returned.contains(shown.account())) {
        stayers.add(SparingRule.REJOINED, shown.account());
      } else if (shown.hasReadSince(member.msgSeq())) {
        stayers.add(SparingRule.ACTIVE_AGAIN, shown.account());
      } else {
        same.add(member);
      }
    }
    ranking.fold(same);
    return null;
  }

  private static List<String> accounts(List<Removal> removals) {
    return removals.stream().map(Removal::account).toList();
  }

  private void brakeIfImplausible(Group group) {
    if (order.isRelease()) {
      return;
    }
    if (brake == null) {
      brake = missing(group);
    }
    boolean talkedLately =
        group.lastMsgTime() != null
            && group.lastMsgTime().plus(policy.inactiveFor()).isAfter(startedAt);
    if (brake == null && talkedLately && !ranking.anyoneWrote()) {
      brake = "the group talked lately, but no member has a LastSendMsgTime";
    }
  }

  /** What did not come for anybody is a changed API or plan, not a group of inactive people. */
  private String missing(Group group) {
    Set<Ranking.Field> needed = EnumSet.allOf(Ranking.Field.class);
    if (Group.CHAT_ROOM.equals(group.type())) {
      needed.remove(Ranking.Field.MSG_SEQ);
    } else if (group.nextMsgSeq() == null || group.lastMsgTime() == null) {
      return (group.nextMsgSeq() == null ? "NextMsgSeq" : "LastMsgTime")
          + " did not come: who reads cannot be told";
    }
    return ranking
        .missing(needed)
        .map(field -> "no member has a " + field.wireName() + ": who is active cannot be told")
        .orElse(null);
  }

  private Remover enforced() {
    Duration lease = tools.timeout();
    RunBook.Terms terms =
        new RunBook.Terms(
            lease,
            policy.maxPerRun(),
            allowance.maxPerDayGroup(),
            allowance.maxPerDayApp(),
            policy.protect().restored());
    return source.of(task, run, policy.notice(), terms);
  }

  /** Batch after batch, until one concludes the run. */
  private Future<RunResult> batches() {
    AtomicReference<RunResult> conclusion = new AtomicReference<>();
    return Steps.whileMore(
            () ->
                batch()
                    .map(
                        end -> {
                          conclusion.set(end);
                          return end == null;
                        }))
        .map(done -> conclusion.get());
  }

  /**
   * Chooses among the next candidates by a second look, and removes them.
   *
   * @return the end of the run, or null to go on
   */
  private Future<RunResult> batch() {
    stopIfMust();
    int open = target - wouldRemove.size();
    List<Candidate> next =
        ranking.next(Math.min(ChatApi.DELETE_LIMIT, Math.max(open, SECOND_LOOK)));
    if (open > 0 && next.isEmpty() && ranking.firstBeyond() != null) {
      return readOn();
    }
    if (open <= 0 || next.isEmpty()) {
      return conclude(open > 0 ? "nobody else may be removed" : shortOf());
    }
    List<String> accounts = next.stream().map(Candidate::account).toList();
    Future<Group> group = chat.group(groupId, settings.groupFields(task.key().sdkAppId()));
    Future<Map<String, String>> online =
        policy.protect().online() ? chat.onlineStatus(accounts) : Future.succeededFuture();
    return Future.all(group, online)
        .compose(both -> lookAgain(next, open, group.result(), online.result()));
  }

  /** All who were ranked have dropped out: whom there was no room for is read again. */
  private Future<RunResult> readOn() {
    // Those whom the judge spares have been counted.
    ranking =
        new Ranking(
            judge(List.of(firstLook)),
            Ranking.capacityFor(target),
            new Spared(stayers.names()),
            ranking.firstBeyond());
    return MemberPages.read(
            chat,
            firstLook,
            Optional.empty(),
            settings.memberFields(task.key().sdkAppId()),
            this::foldPage,
            () -> whyStop().isPresent())
        .recover(error -> Future.failedFuture(whyStop().<Throwable>map(why -> why).orElse(error)))
        .compose(read -> GO_ON);
  }

  /** The members themselves are read last: nothing but the intent lies between that and delete. */
  private Future<RunResult> lookAgain(
      List<Candidate> next, int open, Group group, Map<String, String> online) {
    if (brake == null) {
      Optional<Duration> skew = chat.clockSkew();
      brake = order.isRelease() ? Allowance.wrongClock(skew) : Allowance.unsafe(group, skew);
      if (brake != null) {
        return conclude(brake);
      }
    }
    if (removals instanceof ChatRemover && !Bounds.consents(policy, group)) {
      return fenced(RunBook.Refusal.MODE);
    }
    if (isTooSmall(group)) {
      return tooSmall(group);
    }
    int fresh = Allowance.need(policy, group) - wouldRemove.size();
    if (fresh <= 0) {
      return conclude(SEATS_ARE_FREE);
    }
    int want = Math.min(Math.min(open, fresh), batchLimit);
    List<String> offline =
        next.stream()
            .map(Candidate::account)
            .filter(account -> online == null || Choice.OFFLINE.equals(online.get(account)))
            .toList();
    return Membership.specified(
            chat, groupId, offline, settings.memberFields(task.key().sdkAppId()))
        .compose(
            again ->
                carryOut(
                    Choice.choose(next, online, again, judge(List.of(firstLook, group)), want)));
  }

  private Future<RunResult> carryOut(Choice choice) {
    ranking.remove(choice.dropped());
    choice.spares().forEach(spare -> stayers.add(spare.rule(), spare.candidate().account()));
    if (choice.chosen().isEmpty()) {
      return GO_ON;
    }
    return removals.remove(choice.removals()).compose(result -> goOn(choice, result));
  }

  private Future<RunResult> goOn(Choice choice, Remover.Result result) {
    if (result instanceof Remover.Result.Withheld) {
      wouldRemove.addAll(choice.removals());
      ranking.remove(choice.chosen());
    } else if (result instanceof Remover.Result.Settled settled) {
      target -= count(settled.fates());
      leave(choice.chosen(), settled.fates());
    } else if (result instanceof Remover.Result.TooMany tooMany) {
      target -= count(tooMany.fates());
      boolean wasAlone = choice.chosen().size() == 1;
      // A refused call may have had some of its effect: whoever stayed gets another chance.
      Map<String, Fate> settled = new HashMap<>(tooMany.fates());
      settled.values().removeIf(fate -> fate == Fate.STAYED && !wasAlone);
      leave(
          choice.chosen().stream().filter(each -> settled.containsKey(each.account())).toList(),
          settled);
      batchLimit = wasAlone ? batchLimit : choice.chosen().size() / 2;
    } else if (result instanceof Remover.Result.TooLate && ++tooLate > MAX_TOO_LATE) {
      throw new FenceClosed(
          FenceClosed.Why.BUSY,
          "over 1 s went by between the commit of an intent and its delete, again and again: is the"
              + " database slow, or the budget of calls small?");
    } else if (result instanceof Remover.Result.Fenced fenced) {
      return fenced(fenced.refusal());
    }
    return GO_ON;
  }

  private Future<RunResult> fenced(RunBook.Refusal refusal) {
    return switch (refusal) {
      case PAUSED ->
          throw new FenceClosed(FenceClosed.Why.PAUSED, "paused: it goes on when somebody resumes");
      case LEASE ->
          throw new FenceClosed(
              FenceClosed.Why.LEASE_LOST,
              "too little of the lease was left for a delete: is runDeadline or jobs.lease too short?");
      case MODE -> cutShort(outcomeOr(Outcome.SWITCHED_OFF), "the mode was changed during the run");
      case CLOCK -> {
        brake = "the database's clock is 50 s or more from this machine's: set both clocks";
        yield conclude(brake);
      }
      case LIMIT -> atLimit("a limit was reached during the run");
      case RESTORE -> cutShort(outcomeOr(Outcome.NOTHING_TO_PRUNE), RESTORE_WAITS);
    };
  }

  /** The settled members are out of the ranking; who is still there is spared by name. */
  private void leave(List<Candidate> chosen, Map<String, Fate> fates) {
    ranking.remove(chosen);
    fates.forEach(
        (account, fate) -> {
          if (fate != Fate.REMOVED) {
            stayers.add(
                fate == Fate.RETURNED ? SparingRule.REJOINED : SparingRule.NOT_REMOVED, account);
          }
        });
  }

  private int count(Map<String, Fate> fates) {
    int gone = (int) fates.values().stream().filter(fate -> fate == Fate.REMOVED).count();
    removed += gone;
    return gone;
  }

  private Future<RunResult> conclude(String note) {
    if (removed > 0) {
      return verify(brake == null ? note : brake);
    }
    if (brake != null) {
      return end(Outcome.BRAKED, brake);
    }
    if (!wouldRemove.isEmpty()) {
      boolean consents = Bounds.consents(policy, firstLook);
      return end(Outcome.OBSERVED, consents ? note : RunEnd.OWN_WORD);
    }
    return end(
        SEATS_ARE_FREE.equals(note) ? Outcome.NOT_FULL_ANY_MORE : Outcome.NOTHING_TO_PRUNE, note);
  }

  /**
   * The last look, at the seats: what happens after it is another run's. Somebody may have been
   * refused again between the delete and this look, and nothing but a full group tells of it.
   */
  private Future<RunResult> verify(String note) {
    return tools
        .book()
        .seq(task)
        .compose(
            seq ->
                chat.group(groupId, List.of())
                    .map(
                        group ->
                            conclusion(
                                Outcome.PRUNED,
                                note,
                                group.isFull() || limitReached ? Task.NO_SEQ : seq,
                                group.memberNum())));
  }

  /** A release goes by those who were shown: without a look at the seats others may wait. */
  private Future<RunResult> end(Outcome outcome, String note) {
    long seq = order.isRelease() ? Task.NO_SEQ : task.seq();
    return Future.succeededFuture(conclusion(outcome, note, seq, null));
  }

  private Future<RunResult> end(Outcome outcome, String note, Group group) {
    long seq = order.isRelease() && group.isFull() ? Task.NO_SEQ : task.seq();
    return Future.succeededFuture(conclusion(outcome, note, seq, group.memberNum()));
  }

  /** Something else comes first: what was asked for is still to be done. */
  private Future<RunResult> cutShort(Outcome outcome, String note) {
    return removed > 0
        ? chat.group(groupId, List.of())
            .map(group -> conclusion(outcome, note, Task.NO_SEQ, group.memberNum()))
        : Future.succeededFuture(conclusion(outcome, note, Task.NO_SEQ, null));
  }

  private Future<RunResult> atLimit(String note) {
    limitReached = true;
    return removed > 0 ? verify(note) : end(Outcome.DAILY_LIMIT, note);
  }

  /** Whom a limit leaves nobody can do nothing before enough of the 24 hours has rolled by. */
  private Future<RunResult> untilRoom(RunResult end) {
    return end.outcome() == Outcome.DAILY_LIMIT
        ? tools
            .book()
            .untilRoom(task, allowance.maxPerDayGroup(), allowance.maxPerDayApp())
            .map(end::untilRoom)
        : Future.succeededFuture(end);
  }

  /** What kept the run below its need, if anything. */
  private String shortOf() {
    limitReached = allowance.allowed() < allowance.wanted();
    return limitReached ? LIMIT_REACHED : "";
  }

  private Outcome outcomeOr(Outcome outcome) {
    return removed > 0 ? Outcome.PRUNED : outcome;
  }

  private RunResult conclusion(Outcome outcome, String note, long seqSeen, Integer after) {
    if (ranking != null && ranking.removable() > 0) {
      List<Candidate> first = ranking.next(stayers.names());
      stayers.add(
          SparingRule.NOT_NEEDED,
          ranking.removable(),
          first.stream().map(Candidate::account).toList());
    }
    return new RunResult(
        run,
        policy,
        outcome,
        note,
        seqSeen,
        removed,
        after,
        wouldRemove,
        stayers,
        order.isRelease() ? left() : List.of(),
        new Rest.Reasons(firstEligibleAt(), seqSeen == Task.NO_SEQ, Duration.ZERO));
  }

  private Instant firstEligibleAt() {
    return ranking == null || stayers.counts().keySet().stream().anyMatch(FOR_THE_MOMENT::contains)
        ? null
        : ranking.firstEligibleAt();
  }

  private List<StayedMember> left() {
    List<StayedMember> left = new ArrayList<>();
    for (SparingRule rule : stayers.counts().keySet()) {
      stayers.named(rule).forEach(account -> left.add(new StayedMember(account, rule.wire())));
    }
    return left;
  }

  private Judge judge(List<Group> looks) {
    String administrator = tools.administrator().apply(task.key().sdkAppId());
    return new Judge(policy, looks, administrator, restoredUntil, tools.clock().instant());
  }

  private Optional<FenceClosed> whyStop() {
    if (tools.stopping().getAsBoolean()) {
      return Optional.of(new FenceClosed(FenceClosed.Why.STOPPING, "this node stops"));
    }
    long ran = System.nanoTime() - startedNanos;
    return ran > Math.min(leaseDeadline.toNanos(), policy.runDeadline().toNanos())
        ? Optional.of(new FenceClosed(FenceClosed.Why.DEADLINE, "runDeadline has passed"))
        : Optional.empty();
  }

  private void stopIfMust() {
    whyStop()
        .ifPresent(
            stopped -> {
              throw stopped;
            });
  }

  private Run header(
      String type, Mode mode, Integer max, Integer before, int planned, Instant started) {
    return new Run(
        task.run(), task.key(), type, cause, mode, policy.hash(), planned, max, before, started);
  }
}
