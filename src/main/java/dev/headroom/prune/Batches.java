package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.Group;
import dev.headroom.config.PolicySettings;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.TaskStopped;
import dev.headroom.jobs.TaskTime;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.store.Steps;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The batches of a run: chooses among the next of the ranked by a second look at them, removes
 * those, and so on until the run has to end. Lives on the run's context; used once.
 */
final class Batches {

  /** Candidates looked at together: one get_specified_group_member_info. */
  private static final int SECOND_LOOK = ChatApi.SPECIFIED_LIMIT;

  private static final int MAX_TOO_LATE = 5;

  private final Goal goal;
  private final PolicySettings policy;
  private final GroupCalls calls;
  private final RankedMembers members;
  private final Remover remover;
  private final Progress progress;
  private final TaskTime time;
  private int target;
  private int batchLimit = ChatApi.DELETE_LIMIT;
  private int tooLate;

  /**
   * What a run means to do, now that its group is read and weighed.
   *
   * @param run as it is written down
   * @param policy of the group
   * @param isRelease whether a person has seen who is to go
   * @param target how many are to go
   * @param isLimited whether the limits of 24 hours keep that below the need
   * @param brake why nobody may go before a person has looked, if so
   * @param terms on which members may be removed
   */
  record Goal(
      Run run,
      PolicySettings policy,
      boolean isRelease,
      int target,
      boolean isLimited,
      Optional<String> brake,
      RunBook.Terms terms) {}

  /**
   * Batches that have not begun.
   *
   * @param members read and ranked
   * @param remover carries them out
   */
  Batches(
      Goal goal,
      GroupCalls calls,
      RankedMembers members,
      Remover remover,
      Progress progress,
      TaskTime time) {
    this.goal = goal;
    this.policy = goal.policy();
    this.calls = calls;
    this.members = members;
    this.remover = remover;
    this.progress = progress;
    this.time = time;
    this.target = goal.target();
  }

  /** Batch after batch, until one is the last; fails with what stopped it before. */
  Future<Ending> run() {
    AtomicReference<Ending> last = new AtomicReference<>();
    return Steps.whileMore(
            () ->
                batch()
                    .map(
                        ending -> {
                          ending.ifPresent(last::set);
                          return ending.isEmpty();
                        }))
        .map(done -> last.get());
  }

  /** One batch: the end of the run, or empty to go on. */
  private Future<Optional<Ending>> batch() {
    time.check();
    int open = target - progress.withheld().size();
    Ranking ranking = members.ranking();
    List<Candidate> next =
        ranking.next(Math.min(ChatApi.DELETE_LIMIT, Math.max(open, SECOND_LOOK)));
    if (open <= 0) {
      return ended(
          goal.isLimited()
              ? worked(Outcome.NOTHING_TO_PRUNE, Ending.LIMIT_REACHED, true)
              : worked(Outcome.NOTHING_TO_PRUNE, "", false));
    }
    if (next.isEmpty()) {
      return ranking.firstBeyond() == null
          ? ended(worked(Outcome.NOTHING_TO_PRUNE, "nobody else may be removed", false))
          : members.readOn(target).map(Optional.empty());
    }
    List<String> accounts = next.stream().map(Candidate::account).toList();
    Future<Group> group = calls.group();
    Future<Map<String, String>> online =
        policy.protect().online() ? calls.onlineStatus(accounts) : Future.succeededFuture();
    return Future.all(group, online)
        .compose(both -> lookAgain(next, open, group.result(), online.result()));
  }

  private static Future<Optional<Ending>> goOn() {
    return Future.succeededFuture(Optional.empty());
  }

  private static Future<Optional<Ending>> ended(Ending ending) {
    return Future.succeededFuture(Optional.of(ending));
  }

  /** The members themselves are read last: nothing but the intent lies between that and delete. */
  private Future<Optional<Ending>> lookAgain(
      List<Candidate> next, int open, Group group, Map<String, String> online) {
    Optional<String> brake = goal.brake().isEmpty() ? brake(group) : Optional.empty();
    if (brake.isPresent()) {
      return ended(braked(brake.get(), false));
    }
    if (!remover.withholds() && !Bounds.consents(policy, group)) {
      return ended(fenced(RunBook.Refusal.MODE));
    }
    Optional<Ending> tooSmall = Ending.ifTooSmall(group, policy, progress);
    if (tooSmall.isPresent()) {
      return Future.succeededFuture(tooSmall);
    }
    int fresh = Allowance.need(policy, group) - progress.withheld().size();
    if (fresh <= 0) {
      return ended(worked(Outcome.NOT_FULL_ANY_MORE, Ending.SEATS_ARE_FREE, false));
    }
    int want = Math.min(Math.min(open, fresh), batchLimit);
    List<String> offline =
        next.stream()
            .map(Candidate::account)
            .filter(account -> online == null || Choice.OFFLINE.equals(online.get(account)))
            .toList();
    return calls
        .those(offline)
        .compose(
            again -> carryOut(Choice.choose(next, online, again, members.judgeAfter(group), want)));
  }

  /** Why nobody may go as things are now. */
  private Optional<String> brake(Group group) {
    Optional<Duration> skew = calls.clockSkew();
    return Optional.ofNullable(
        goal.isRelease() ? Allowance.wrongClock(skew) : Allowance.unsafe(group, skew));
  }

  private Future<Optional<Ending>> carryOut(Choice choice) {
    members.ranking().remove(choice.dropped());
    choice
        .spares()
        .forEach(spare -> progress.spared().add(spare.rule(), spare.candidate().account()));
    if (choice.chosen().isEmpty()) {
      return goOn();
    }
    return remover
        .remove(goal.run(), choice.removals(), policy.notice(), goal.terms())
        .map(result -> take(choice, result));
  }

  /** Takes in what became of a batch. */
  private Optional<Ending> take(Choice choice, Remover.Result result) {
    if (result instanceof Remover.Result.Withheld) {
      progress.withhold(choice.removals());
      members.ranking().remove(choice.chosen());
    } else if (result instanceof Remover.Result.Settled settled) {
      target -= progress.count(settled.fates());
      leave(choice.chosen(), settled.fates());
    } else if (result instanceof Remover.Result.TooMany tooMany) {
      target -= progress.count(tooMany.fates());
      boolean wasAlone = choice.chosen().size() == 1;
      // A refused call may have had some of its effect: whoever stayed gets another chance.
      Map<String, Fate> settled = new HashMap<>(tooMany.fates());
      settled.values().removeIf(fate -> fate == Fate.STAYED && !wasAlone);
      leave(
          choice.chosen().stream().filter(each -> settled.containsKey(each.account())).toList(),
          settled);
      batchLimit = wasAlone ? batchLimit : choice.chosen().size() / 2;
    } else if (result instanceof Remover.Result.TooLate && ++tooLate > MAX_TOO_LATE) {
      throw new TaskStopped(
          TaskStopped.Why.BUSY,
          "over 1 s went by between the commit of an intent and its delete, again and again: is the"
              + " database slow, or the budget of calls small?");
    } else if (result instanceof Remover.Result.Fenced fenced) {
      return Optional.of(fenced(fenced.refusal()));
    }
    return Optional.empty();
  }

  /** The settled members are out of the ranking; who is still there is spared by name. */
  private void leave(List<Candidate> chosen, Map<String, Fate> fates) {
    members.ranking().remove(chosen);
    fates.forEach(
        (account, fate) -> {
          if (fate != Fate.REMOVED) {
            progress
                .spared()
                .add(
                    fate == Fate.RETURNED ? SparingRule.REJOINED : SparingRule.NOT_REMOVED,
                    account);
          }
        });
  }

  private Ending fenced(RunBook.Refusal refusal) {
    return switch (refusal) {
      case PAUSED ->
          throw new TaskStopped(TaskStopped.Why.PAUSED, "paused: it goes on when somebody resumes");
      case LEASE ->
          throw new TaskStopped(
              TaskStopped.Why.LEASE_LOST,
              "too little of the lease was left for a delete: is runDeadline or jobs.lease too short?");
      case MODE ->
          new Ending.CutShort(
              progress.outcomeOr(Outcome.SWITCHED_OFF),
              "the mode was changed during the run",
              Optional.empty());
      case CLOCK ->
          braked(
              "the database's clock is 50 s or more from this machine's: set both clocks", false);
      case LIMIT -> new Ending.AtLimit("a limit was reached during the run", goal.terms().limits());
      case RESTORE -> Ending.restoreFirst(progress);
    };
  }

  /** Nobody more is to go, or can: this is the outcome if nobody went or would have gone. */
  private Ending worked(Outcome ofNobody, String note, boolean isLimited) {
    if (goal.brake().isPresent()) {
      return braked(goal.brake().get(), isLimited);
    }
    if (progress.removed() > 0) {
      return new Ending.Pruned(note, isLimited);
    }
    if (progress.withheld().isEmpty()) {
      return new Ending.AtOnce(ofNobody, note);
    }
    boolean consents = Bounds.consents(policy, members.firstLook());
    return new Ending.AtOnce(Outcome.OBSERVED, consents ? note : RunEnd.OWN_WORD);
  }

  private Ending braked(String why, boolean isLimited) {
    return progress.removed() > 0
        ? new Ending.Pruned(why, isLimited)
        : new Ending.AtOnce(Outcome.BRAKED, why);
  }
}
