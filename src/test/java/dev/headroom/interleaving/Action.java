package dev.headroom.interleaving;

import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.Presence;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can happen before a step of a run. */
enum Action {
  // What Tencent and people do.
  CALL(Play::call),
  FILL_AND_CALL(Kind.PEOPLE, play -> play.fill().compose(filled -> play.call())),
  JOIN(Kind.PEOPLE, Play::join),
  LEAVE(Kind.PEOPLE, play -> play.longestSilent(play.group()::leave)),
  REJOIN(Kind.PEOPLE, Play::rejoin),
  SPEAK(Kind.PEOPLE, play -> play.longestSilent(play.group()::speak)),
  ALL_SPEAK(Kind.PEOPLE, Play::allSpeak),
  /** Not all there is to read: only the risen MsgSeq tells. */
  READ(Kind.PEOPLE, play -> play.longestSilent(play::readSome)),
  PROMOTE(Kind.PEOPLE, play -> play.longestSilent(play.group()::promote)),
  GO_ONLINE(
      Kind.PEOPLE, play -> play.longestSilent(account -> play.presence(account, Presence.ONLINE))),
  ALL_OFFLINE_AND_CALL(Kind.PEOPLE, play -> play.allOffline().compose(offline -> play.call())),
  REMOVED_COMES_BACK(Kind.PEOPLE, Play::removedComesBack),
  GROUP_SAYS_OFF(Kind.PEOPLE, play -> play.field("off")),
  GROUP_SAYS_OBSERVE(Kind.PEOPLE, play -> play.field("observe")),
  LIMIT_LOWERED(Kind.PEOPLE, play -> play.max(-1)),
  LIMIT_RAISED(Kind.PEOPLE, play -> play.max(20)),
  DISBAND(Kind.PEOPLE, Play::disband),

  // What operators do.
  RESTORE(Play::restore),
  FILL_AND_RESTORE(play -> play.fill().compose(filled -> play.restore())),
  RELEASE(Play::release),
  CALL_AND_RELEASE(play -> play.call().compose(called -> play.release())),
  PRUNE(play -> play.prune(false)),
  PRUNE_ENFORCED(play -> play.prune(true)),
  PAUSE(Play::pause),
  PAUSE_AND_CALL(play -> play.pause().compose(paused -> play.call())),
  RESUME(Play::resume),
  MODE_OBSERVE(play -> play.rules(play.rules().mode("observe"))),
  MODE_OFF(play -> play.rules(play.rules().mode("off"))),
  MODE_ENFORCE(play -> play.rules(play.rules().mode("enforce"))),
  INACTIVE_FOR_LONGER(play -> play.rules(play.rules().inactiveDays(1_000))),
  KEEP(play -> play.longestSilent(account -> play.rules(play.rules().keep(account)))),

  // What goes wrong with a call.
  GATEWAY(Kind.CALL, Play.fault(Fault::badGateway)),
  HTML(Kind.CALL, Play.fault(Fault::html)),
  BREAKS_BEFORE(Kind.CALL, Play.fault(Fault::reset)),
  BREAKS_AFTER(Kind.CALL, Play.fault(Fault::resetAfterEffect)),
  /** The connection breaks; the call has its effect when the product waits for it. */
  BREAKS_LATE(Kind.CALL, Play::breaksLate),
  ERROR_10002(Kind.CALL, Play.fault(() -> Fault.errorCode(10002))),
  ERROR_10002_AFTER(Kind.CALL, Play.fault(() -> Fault.errorCode(10002).withEffect())),
  ERROR_10006(Kind.CALL, Play.fault(() -> Fault.errorCode(10006))),
  ERROR_10007(Kind.CALL, Play.fault(() -> Fault.errorCode(10007))),
  /** From now on no reply about this group can be read. */
  SICK(Kind.CALL, Play::sick),

  // What goes wrong with the store.
  STORE_FAILS(Kind.STORE, play -> play.meddle(Play.Meddling.FAILS)),
  COMMIT_UNHEARD(Kind.COMMIT, play -> play.meddle(Play.Meddling.UNHEARD)),
  COMMIT_SLOW(Kind.INTENT, play -> play.meddle(Play.Meddling.SLOW)),
  /** From now on every commit of an intent takes over a second. */
  COMMITS_SLOW(Kind.INTENT, Play::slow),

  // What goes wrong with the process.
  STOPS(Play::stops),
  /** From now on the node's clock is an hour off. */
  CLOCK_AHEAD(play -> play.clockOff(Duration.ofHours(1))),
  CLOCK_BEHIND(play -> play.clockOff(Duration.ofHours(-1))),
  /** All clocks at once, as all other scripts that play then would notice. */
  CLOCKS_FORWARD(Kind.WORLD, play -> play.jump(Duration.ofHours(1))),
  CLOCKS_BACK(Kind.WORLD, play -> play.jump(Duration.ofHours(-1))),
  DIES_BEFORE(play -> play.meddle(Play.Meddling.DIES)),
  DIES_AFTER(play -> play.meddle(Play.Meddling.DIES_AFTER)),
  /** The lease runs out and another takes over; the former goes on when that one has ended. */
  OVERTAKEN(Play::overtaken),
  /** The lease runs out and another takes over, who begins when the former has ended. */
  LEASE_LOST(Play::leaseLost);

  /** Those that many scripts can play side by side. */
  static final Set<Action> OF_ONE_GROUP =
      Arrays.stream(values())
          .filter(action -> action.kind != Kind.WORLD)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(Action.class)));

  static final Set<Action> OF_ALL = EnumSet.complementOf(EnumSet.copyOf(OF_ONE_GROUP));

  /** Those of which every two are tried together. */
  static final Set<Action> OFTEN =
      EnumSet.of(
          FILL_AND_CALL,
          REJOIN,
          READ,
          REMOVED_COMES_BACK,
          LIMIT_RAISED,
          RESTORE,
          RELEASE,
          PRUNE,
          PAUSE,
          RESUME,
          MODE_OBSERVE,
          BREAKS_AFTER,
          BREAKS_LATE,
          COMMIT_UNHEARD,
          DIES_AFTER,
          OVERTAKEN,
          LEASE_LOST);

  /** Before which steps an action makes a difference. */
  enum Kind {
    ANY,
    /** Chat knows: the store's own steps see nothing of it. */
    PEOPLE,
    CALL,
    STORE,
    COMMIT,
    INTENT,
    WORLD
  }

  private final Kind kind;
  private final Function<Play, Future<?>> effect;

  Action(Function<Play, Future<?>> effect) {
    this(Kind.ANY, effect);
  }

  Action(Kind kind, Function<Play, Future<?>> effect) {
    this.kind = kind;
    this.effect = effect;
  }

  /** Whether it makes a difference before the step of that name. */
  boolean fits(String step) {
    return switch (kind) {
      case ANY, WORLD -> true;
      case PEOPLE -> !Step.isRead(step);
      case CALL -> Step.isCall(step);
      case STORE -> Step.isOfStore(step);
      case COMMIT -> Step.isCommit(step);
      case INTENT -> step.equals(Step.INTENT);
    };
  }

  /** Whether it touches all that follows, so that a job may end dead. */
  boolean isForGood() {
    return this == SICK || this == COMMITS_SLOW || this == ERROR_10007;
  }

  /** Whether it may look like trouble of the whole app. */
  boolean isTrouble() {
    return kind == Kind.CALL && this != ERROR_10007;
  }

  Future<?> happen(Play play) {
    return effect.apply(play);
  }
}
