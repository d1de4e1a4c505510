package dev.headroom.chat;

import dev.headroom.chat.CallBudget.Permit;
import dev.headroom.chat.ChatException.Kind;
import dev.headroom.chat.ChatHttp.NoReply;
import dev.headroom.chat.ChatHttp.Reply;
import dev.headroom.chat.ErrorCodes.Meaning;
import dev.headroom.chat.Replies.Malformed;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls: waits for the budget, signs, sends, judges the reply, repeats what may be repeated.
 * All of it happens on one context, that of who made it; only the result goes to the caller's.
 * Thereby a caller who is undeployed in the middle of a call leaves no permit behind.
 */
final class Calls {

  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  private final Vertx vertx;
  private final Context home;
  private final ChatHttp http;
  private final CallTarget target;
  private final UserSig userSig;
  private final Clock clock;
  private final ClockSkew skew;
  private final CallMetrics metrics;
  private final Repeats repeats;
  private final OtherGroups others;
  private final Map<Command, CallBudget> budgets = new EnumMap<>(Command.class);
  private final List<CallBudget.Share> shares = new CopyOnWriteArrayList<>();

  /** Where a call takes its permit. */
  interface Purse {
    /** Waits for a permit, as {@link CallBudget#acquire} does. */
    Future<Permit> acquire(Command command, OptionalLong latest);
  }

  /** The parts that calls are made of; the context it is made on becomes theirs. */
  Calls(
      Vertx vertx,
      ChatHttp http,
      CallTarget target,
      UserSig userSig,
      Clock clock,
      ClockSkew skew,
      CallMetrics metrics,
      Repeats repeats,
      CallShares callShares,
      OtherGroups others) {
    this.vertx = vertx;
    this.home = vertx.getOrCreateContext();
    this.http = http;
    this.target = target;
    this.userSig = userSig;
    this.clock = clock;
    this.skew = skew;
    this.metrics = metrics;
    this.repeats = repeats;
    this.others = others;
    for (Command command : Command.values()) {
      CallBudget budget =
          new CallBudget(
              "app=" + target.sdkAppId() + " api=" + command.wireName(),
              callShares.share(
                  target.sdkAppId(),
                  command.wireName(),
                  () -> Math.min(command.ceiling(), target.allowance(command)),
                  () -> used(command)),
              System::nanoTime,
              this::after);
      budgets.put(command, budget);
      metrics.show(command, budget);
    }
  }

  /** All of the budget. */
  Purse all() {
    return (command, latest) -> budgets.get(command).acquire(latest);
  }

  /**
   * No more than a share of the budget of each API.
   *
   * @param percent 1 to 100; asked each time
   */
  Purse share(IntSupplier percent) {
    Map<Command, CallBudget.Share> parts = new EnumMap<>(Command.class);
    budgets.forEach((command, budget) -> parts.put(command, budget.share(percent)));
    shares.addAll(parts.values());
    return (command, latest) -> parts.get(command).acquire(latest);
  }

  /** Asks; completes on the caller's context. */
  <T> Future<T> ask(Question<T> question, Purse purse) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    home.runOnContext(
        v ->
            new Call<>(question, purse)
                .result
                .future()
                .onComplete(result -> tell(caller, promise, result)));
    return promise.future();
  }

  /** A caller that has been stopped may leave calls on their way behind. */
  private static <T> void tell(Context caller, Promise<T> promise, AsyncResult<T> result) {
    try {
      caller.runOnContext(v -> promise.handle(result));
    } catch (RejectedExecutionException e) {
      LOG.debug("Nobody is left to tell of a call's end: {}", e.getMessage());
    }
  }

  /** The same result on the caller's context, for one that several wait for. */
  <T> Future<T> here(Future<T> shared) {
    Context caller = vertx.getOrCreateContext();
    Promise<T> promise = Promise.promise();
    shared.onComplete(result -> tell(caller, promise, result));
    return promise.future();
  }

  private int used(Command command) {
    CallBudget budget = budgets.get(command);
    return budget == null ? 0 : budget.used();
  }

  CallBudget budget(Command command) {
    return budgets.get(command);
  }

  /** Fails what waits and closes the connections. */
  Future<Void> close() {
    shares.forEach(CallBudget.Share::close);
    budgets.values().forEach(CallBudget::close);
    return http.close();
  }

  private void after(long nanos, Runnable task) {
    long millis = Math.max(1, (nanos + 999_999) / 1_000_000);
    home.runOnContext(v -> vertx.setTimer(millis, id -> task.run()));
  }

  /** One question with all its tries. */
  private final class Call<T> {
    private final Promise<T> result = Promise.promise();
    private final Question<T> question;
    private final Purse purse;
    private final Command command;
    private final Buffer body;
    private final String groupId;
    private int tries;
    private boolean signedAnew;
    private OptionalLong firstSent = OptionalLong.empty();

    Call(Question<T> question, Purse purse) {
      this.question = question;
      this.purse = purse;
      this.command = question.command();
      this.body = question.body().toBuffer();
      this.groupId = question.groupId();
      begin();
    }

    private void begin() {
      purse
          .acquire(command, question.latest())
          .onComplete(this::send, cause -> result.fail(notSent(cause.getMessage())));
    }

    private ChatException notSent(String why) {
      return new ChatException(
          Kind.NOT_SENT, command.wireName(), 0, false, ChatTexts.notSent(command, why));
    }

    private void send(Permit permit) {
      Try attempt = new Try(permit);
      tries++;
      if (firstSent.isEmpty()) {
        firstSent = OptionalLong.of(attempt.sentNanos);
      }
      String sig;
      try {
        sig = userSig.current();
      } catch (IllegalArgumentException | IllegalStateException e) {
        permit.giveBack();
        result.fail(noKey());
        return;
      }
      http.post(target.path(command, sig), body, late())
          .onComplete(
              reply -> judge(attempt, sig, reply), cause -> noReply(attempt, (NoReply) cause));
    }

    private BooleanSupplier late() {
      OptionalLong latest = question.latest();
      return () -> latest.isPresent() && System.nanoTime() - latest.getAsLong() > 0;
    }

    private void noReply(Try attempt, NoReply none) {
      if (none.isLate()) {
        attempt.permit.giveBack();
        result.fail(notSent("too late"));
        return;
      }
      attempt.permit.release();
      metrics.count(command, none.word(), attempt.time());
      Kind kind = none.isOfNetwork() ? Kind.UNREACHABLE : Kind.NO_ANSWER;
      failOrRepeat(failure(kind, none.sent(), ChatTexts.noReply(command, none.word())));
    }

    private void judge(Try attempt, String sig, Reply reply) {
      try {
        if (reply.status() != 200) {
          metrics.count(command, "http_" + reply.status(), attempt.time());
          failOrRepeat(failure(Kind.NO_ANSWER, true, ChatTexts.status(command, reply.status())));
        } else {
          judgeBody(attempt, sig, reply);
        }
      } finally {
        // Not before a refusal has made the budget smaller.
        attempt.permit.release();
      }
    }

    private void judgeBody(Try attempt, String sig, Reply reply) {
      int code;
      T value;
      try {
        JsonObject json = Replies.object(reply.body());
        code = question.errorCode().applyAsInt(json);
        skew.seen(reply.date(), attempt.sentAt, clock.instant());
        value = code == 0 ? question.read().apply(json) : null;
      } catch (RuntimeException e) {
        // What is not Malformed may quote the reply, and so account ids.
        String what = e instanceof Malformed ? e.getMessage() : e.getClass().getSimpleName();
        metrics.count(command, "malformed", attempt.time());
        failOrRepeat(failure(Kind.NO_ANSWER, true, ChatTexts.malformed(command, what)));
        return;
      }
      metrics.answered(command, code, attempt.time());
      if (code == 0) {
        others.answered(groupId, attempt.sentNanos);
        result.complete(value);
      } else {
        refused(attempt, sig, code);
      }
    }

    private void refused(Try attempt, String sig, int code) {
      Meaning meaning = ErrorCodes.of(code);
      if (!signedAnew && (meaning.newUserSig() || isSignedWithOldKey(meaning, sig))) {
        signedAnew = true;
        userSig.replace(sig);
        begin();
        return;
      }
      if (meaning.kind() == Kind.FREQUENCY) {
        attempt.permit.refused();
      }
      if (!meaning.kind().isOfApp() && !meaning.kind().isUnclear()) {
        others.answered(groupId, attempt.sentNanos);
      }
      failOrRepeat(
          new ChatException(
              meaning.kind(),
              command.wireName(),
              code,
              meaning.uncertain(),
              ChatTexts.refused(command, code, meaning)));
    }

    /** Whether the key was changed while the call was on its way, and it was refused for that. */
    private boolean isSignedWithOldKey(Meaning meaning, String sig) {
      return meaning.kind() == Kind.APP_REFUSED
          && !meaning.uncertain()
          && !sig.equals(userSig.current());
    }

    private void failOrRepeat(ChatException failure) {
      if (failure.kind().isUnclear()) {
        others.troubled(groupId);
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - firstSent.getAsLong());
      if (!command.reads()) {
        result.fail(failure);
        return;
      }
      repeats
          .next(failure.kind(), tries, elapsed)
          .ifPresentOrElse(
              wait -> vertx.setTimer(Math.max(1, wait.toMillis()), id -> begin()),
              () -> result.fail(failure));
    }

    private ChatException noKey() {
      return new ChatException(
          Kind.APP_REFUSED, command.wireName(), 0, false, ChatTexts.noKey(command));
    }

    private ChatException failure(Kind kind, boolean uncertain, String text) {
      return new ChatException(kind, command.wireName(), 0, uncertain, text);
    }
  }

  /** One try of a call. */
  private final class Try {
    private final Permit permit;
    private final long sentNanos = System.nanoTime();
    private final Instant sentAt = clock.instant();

    Try(Permit permit) {
      this.permit = permit;
    }

    Duration time() {
      return Duration.ofNanos(System.nanoTime() - sentNanos);
    }
  }
}
