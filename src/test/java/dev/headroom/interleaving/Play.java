package dev.headroom.interleaving;

import dev.headroom.chat.ChatApi;
import dev.headroom.event.GroupKey;
import dev.headroom.prune.RunBook;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.MemberRole;
import dev.headroom.sandbox.Presence;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxMember;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One script with its group: what people, operators and trouble do, each at its step. Lives where
 * its turns live, one step at a time, see {@link Turns}.
 */
final class Play {

  /** What a step comes to besides itself. */
  enum Meddling {
    NONE,
    FAILS,
    /** It has its effect, and fails. */
    UNHEARD,
    SLOW,
    DIES,
    DIES_AFTER
  }

  private final World world;
  private final Script script;
  private final SandboxGroup group;
  private final GroupKey key;
  private final Truth truth;
  private final Turns turns;
  private final NodeClock nodeClock;
  private final List<Fault> faults = new ArrayList<>();
  private final Set<String> online = ConcurrentHashMap.newKeySet();
  private volatile Rules rules;
  private volatile String word = "";
  private Meddling meddling = Meddling.NONE;
  private boolean slowForGood;
  private Promise<Void> lateEffect;
  private Step<?> now;
  private int newcomers;

  Play(World world, Script script, String id) {
    this.world = world;
    this.script = script;
    this.rules = script.shape().rules();
    this.group = script.shape().group(world.app(), id, world.clock().instant());
    this.key = GroupKey.of(World.APP, id);
    if (script.shape() == Shape.ONLINE) {
      group.accounts().stream().filter(each -> each.startsWith(id + "-m")).forEach(online::add);
    }
    this.nodeClock = new NodeClock(world.clock());
    this.truth = new Truth(this);
    this.turns = new Turns(this);
  }

  Script script() {
    return script;
  }

  SandboxGroup group() {
    return group;
  }

  GroupKey key() {
    return key;
  }

  Rules rules() {
    return rules;
  }

  Truth truth() {
    return truth;
  }

  Turns turns() {
    return turns;
  }

  /** What the group says of itself. */
  String word() {
    return word;
  }

  boolean isOffline(String account) {
    return !online.contains(account);
  }

  Clock clock() {
    return world.clock();
  }

  /** What the node takes for the time. */
  Clock nodeClock() {
    return nodeClock;
  }

  boolean isClockOff() {
    return nodeClock.isOff();
  }

  void hold(Step<?> step) {
    turns.hold(step);
  }

  /** Somebody is refused, or asks by hand. */
  Future<?> begin() {
    return script.shape() == Shape.BY_HAND ? prune(false) : call();
  }

  /** What the script has for this step, one after another. */
  Future<Void> happen(Step<?> step, int number, boolean isFirstOfName) {
    now = step;
    meddling = slowForGood && step.name().equals(Step.INTENT) ? Meddling.SLOW : Meddling.NONE;
    List<Action> actions = new ArrayList<>(script.at(number));
    Action always = script.shape().always().get(step.name());
    if (always != null && isFirstOfName) {
      actions.add(always);
    }
    Future<Void> done = Future.succeededFuture();
    for (Action action : actions) {
      if (action.fits(step.name())) {
        done = done.compose(before -> action.happen(this).mapEmpty());
      }
    }
    return done;
  }

  /** A step whose happenings are over is carried out at last. */
  void goesOn(Step<?> step) {
    now = step;
    meddling = Meddling.NONE;
    Object[] arguments = step.arguments();
    int last = arguments == null ? -1 : arguments.length - 1;
    if (last >= 0 && arguments[last] instanceof ChatApi.Deadline) {
      // More than a moment has passed.
      arguments[last] = new ChatApi.Deadline(System.nanoTime() - 1);
    }
  }

  Meddling meddling() {
    return meddling;
  }

  /** The step is over. */
  void after(Step<?> step) {
    if (step.name().equals(Step.WAIT) && lateEffect != null) {
      lateEffect.complete();
      lateEffect = null;
      truth.seatsChanged();
    }
    truth.seatsChanged();
    faults.forEach(world.backend()::clear);
    faults.clear();
  }

  // People.

  Future<?> call() {
    Truth.Moment moment = truth.called();
    return world.call(key).onSuccess(ok -> truth.answered(moment));
  }

  Future<?> fill() {
    while (!group.isFull()) {
      newcomer();
    }
    return Future.succeededFuture();
  }

  Future<?> join() {
    if (group.isFull()) {
      return call();
    }
    newcomer();
    return group.isFull() ? call() : Future.succeededFuture();
  }

  private void newcomer() {
    newcomers++;
    group.tryJoin(group.id() + "-n" + newcomers);
    world.app().setOnline(group.id() + "-n" + newcomers, Presence.OFFLINE);
    truth.seatsChanged();
  }

  /** Whom a run would take next. */
  Future<?> longestSilent(Consumer<String> effect) {
    Optional<String> account =
        group.accounts().stream()
            .filter(each -> each.startsWith(group.id() + "-m"))
            .filter(
                each ->
                    group
                        .member(each)
                        .map(SandboxMember::role)
                        .filter(MemberRole.MEMBER::equals)
                        .isPresent())
            .filter(each -> !truth.isTouched(each))
            .findFirst();
    account.ifPresent(
        each -> {
          truth.touched(each);
          effect.accept(each);
          truth.seatsChanged();
        });
    return Future.succeededFuture();
  }

  void readSome(String account) {
    SandboxMember member = group.member(account).orElseThrow();
    member.msgSeq(member.msgSeq() + 700);
  }

  Future<?> allSpeak() {
    group.accounts().stream()
        .filter(each -> each.startsWith(group.id() + "-m"))
        .forEach(
            account -> {
              truth.touched(account);
              group.speak(account);
            });
    return Future.succeededFuture();
  }

  /** Who is refused makes Tencent call. */
  Future<?> rejoin() {
    boolean[] refused = {false};
    return longestSilent(
            account -> {
              group.leave(account);
              refused[0] = group.tryJoin(account).refused();
            })
        .compose(tried -> refused[0] ? call() : Future.succeededFuture());
  }

  void presence(String account, Presence presence) {
    world.app().setOnline(account, presence);
    if (presence == Presence.OFFLINE) {
      online.remove(account);
    } else {
      online.add(account);
    }
  }

  Future<?> allOffline() {
    group.accounts().forEach(account -> presence(account, Presence.OFFLINE));
    return Future.succeededFuture();
  }

  Future<?> removedComesBack() {
    group.deletedAccounts().stream()
        .filter(account -> !group.has(account))
        .findFirst()
        .filter(account -> !group.isFull())
        .ifPresent(
            account -> {
              truth.touched(account);
              group.tryJoin(account);
              truth.seatsChanged();
            });
    return Future.succeededFuture();
  }

  Future<?> field(String said) {
    word = said;
    group.field("prune", said);
    return Future.succeededFuture();
  }

  Future<?> max(int more) {
    group.max(group.maxMemberNum() + more);
    truth.seatsChanged();
    return Future.succeededFuture();
  }

  Future<?> disband() {
    group.disband();
    truth.disbanded();
    return Future.succeededFuture();
  }

  // Operators.

  Future<?> restore() {
    return world.operator().restore(key);
  }

  Future<?> release() {
    return world.operator().release(key).onSuccess(run -> run.ifPresent(truth::released));
  }

  Future<?> prune(boolean enforce) {
    return world.operator().prune(key, enforce).onSuccess(run -> truth.askedByHand(run, enforce));
  }

  Future<?> pause() {
    return world.operator().pause(key).onSuccess(paused -> truth.paused(true));
  }

  Future<?> resume() {
    return world.operator().resume(key).onSuccess(resumed -> truth.paused(false));
  }

  /** As a reload does it: rests end. */
  Future<?> rules(Rules other) {
    if (other.isEnforce() && !rules.isEnforce()) {
      truth.enforcingBegins();
    }
    rules = other;
    return world.operator().endRest(key);
  }

  // Trouble.

  static Function<Play, Future<?>> fault(Supplier<Fault> fault) {
    return play -> {
      Fault aimed = play.aimed(fault.get());
      play.faults.add(aimed);
      play.world.backend().inject(aimed);
      return Future.succeededFuture();
    };
  }

  /** At the call of the step: by its group, or by the account that it asks for. */
  private Fault aimed(Fault fault) {
    return now.arguments()[0] instanceof List<?> accounts
        ? fault.onAccount((String) accounts.get(0))
        : fault.onGroup(group.id());
  }

  Future<?> breaksLate() {
    lateEffect = Promise.promise();
    Future<Void> moment = lateEffect.future();
    return fault(() -> Fault.reset().withEffectWhen(moment)).apply(this);
  }

  Future<?> sick() {
    world.sick(Fault.html().onGroup(group.id()));
    return Future.succeededFuture();
  }

  Future<?> slow() {
    slowForGood = true;
    return meddle(Meddling.SLOW);
  }

  Future<?> meddle(Meddling with) {
    meddling = with;
    return Future.succeededFuture();
  }

  Future<?> stops() {
    now.turn().stop();
    return Future.succeededFuture();
  }

  Future<?> clockOff(Duration off) {
    nodeClock.setOff(off);
    return Future.succeededFuture();
  }

  Future<?> jump(Duration by) {
    return world.jump(by);
  }

  Future<?> overtaken() {
    now.turn().overtaken(true);
    return world.operator().expire(now.turn().task());
  }

  Future<?> leaseLost() {
    return world.operator().expire(now.turn().task());
  }

  Future<?> died(Turn turn) {
    return world.operator().voidLease(turn.task());
  }

  /** The fence's answer as a slow database gives it. */
  static Object late(Object fence) {
    return fence instanceof RunBook.Fence.Open open
        ? new RunBook.Fence.Open(open.batch(), open.nanoTime() - 2_000_000_000L)
        : fence;
  }

  @Override
  public String toString() {
    return script.toString();
  }
}
