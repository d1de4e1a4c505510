package dev.headroom.sandbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something that goes wrong with calls. Made by one of the static methods, narrowed by the {@code
 * on} methods and {@link #times(int)}, and put in force by {@link SandboxBackend#inject(Fault)}.
 *
 * <p>Unless narrowed it strikes every call until it is cleared. A fault that spoils the answer
 * keeps the call from having its effect, unless {@link #withEffect()} or {@link
 * #withEffectAfter(Duration)} says otherwise. Immutable but for its counters; safe for all threads.
 */
public final class Fault {
  /** What the caller gets. */
  enum Answer {
    REAL,
    OK_AT_ONCE,
    ERROR_CODE,
    BAD_GATEWAY,
    HTML,
    HALF_JSON,
    RESET,
    NEVER
  }

  private final Answer answer;
  private final int code;
  private final Duration before;
  private final Duration after;

  private final Effect effect;
  private final Scope scope;
  private final AtomicInteger hits = new AtomicInteger();

  /**
   * When the effect of a call comes that is struck.
   *
   * @param ever false: never
   * @param after so much later
   * @param when not before this is complete
   */
  private record Effect(boolean ever, Duration after, Future<?> when) {
    static final Effect NONE = new Effect(false, Duration.ZERO, Future.succeededFuture());
    static final Effect AT_ONCE = new Effect(true, Duration.ZERO, Future.succeededFuture());

    boolean isLate() {
      return ever && !(after.isZero() && when.isComplete());
    }
  }

  /** Which calls are struck; 0 and empty fit any. */
  private record Scope(long sdkAppId, String api, String groupId, String account, int times) {
    static final Scope ALL = new Scope(0, "", "", "", Integer.MAX_VALUE);
  }

  private Fault(
      Answer answer, int code, Duration before, Duration after, Effect effect, Scope scope) {
    this.answer = answer;
    this.code = code;
    this.before = before;
    this.after = after;
    this.effect = effect;
    this.scope = scope;
  }

  private static Fault of(Answer answer, int code, Effect effect) {
    return new Fault(answer, code, Duration.ZERO, Duration.ZERO, effect, Scope.ALL);
  }

  private Fault with(Effect other) {
    return new Fault(answer, code, before, after, other, scope);
  }

  private Fault only(Scope narrower) {
    return new Fault(answer, code, before, after, effect, narrower);
  }

  /** The call waits before it has its effect. */
  public static Fault slowBefore(Duration delay) {
    return of(Answer.REAL, 0, Effect.AT_ONCE).delayed(delay);
  }

  /** The call has its effect at once, the answer waits. */
  public static Fault slowAfter(Duration delay) {
    Objects.requireNonNull(delay);
    return new Fault(Answer.REAL, 0, Duration.ZERO, delay, Effect.AT_ONCE, Scope.ALL);
  }

  /** No answer, ever, on a connection that stays open. */
  public static Fault hang() {
    return of(Answer.NEVER, 0, Effect.NONE);
  }

  /** The connection breaks before the call has its effect. */
  public static Fault reset() {
    return of(Answer.RESET, 0, Effect.NONE);
  }

  /** The connection breaks after the call has had its effect. */
  public static Fault resetAfterEffect() {
    return reset().withEffect();
  }

  /** HTTP status 502 with a page that is no JSON. */
  public static Fault badGateway() {
    return of(Answer.BAD_GATEWAY, 0, Effect.NONE);
  }

  /** HTTP status 200 with an HTML page. */
  public static Fault html() {
    return of(Answer.HTML, 0, Effect.NONE);
  }

  /** HTTP status 200 with a JSON document that ends in the middle. */
  public static Fault halfJson() {
    return of(Answer.HALF_JSON, 0, Effect.NONE);
  }

  /** The given {@code ErrorCode}. */
  public static Fault errorCode(int code) {
    if (code == 0) {
      throw new IllegalArgumentException("0 is success; name an error code of Chat");
    }
    return of(Answer.ERROR_CODE, code, Effect.NONE);
  }

  /**
   * Success is answered at once, the effect comes later: for calls whose answer is nothing but the
   * verdict, such as {@code delete_group_member}.
   */
  public static Fault lateEffect(Duration delay) {
    return of(Answer.OK_AT_ONCE, 0, Effect.NONE).withEffectAfter(delay);
  }

  /** The same fault, struck only after the call has had its effect. */
  public Fault withEffect() {
    return with(Effect.AT_ONCE);
  }

  /** The same fault; the effect comes all the same, this much later. */
  public Fault withEffectAfter(Duration delay) {
    return with(new Effect(true, Objects.requireNonNull(delay), Future.succeededFuture()));
  }

  /** The same fault; the effect comes all the same, when the future completes. */
  public Fault withEffectWhen(Future<?> moment) {
    return with(new Effect(true, Duration.ZERO, Objects.requireNonNull(moment)));
  }

  /** The same fault, with the whole call held up first. */
  public Fault delayed(Duration delay) {
    return new Fault(answer, code, Objects.requireNonNull(delay), after, effect, scope);
  }

  /** Only calls of this app. */
  public Fault onApp(long sdkAppId) {
    return only(new Scope(sdkAppId, scope.api, scope.groupId, scope.account, scope.times));
  }

  /** Only this command, e.g. {@code delete_group_member}. */
  public Fault onApi(String api) {
    Objects.requireNonNull(api);
    return only(new Scope(scope.sdkAppId, api, scope.groupId, scope.account, scope.times));
  }

  /** Only calls about this group, those with a list of groups included. */
  public Fault onGroup(String groupId) {
    Objects.requireNonNull(groupId);
    return only(new Scope(scope.sdkAppId, scope.api, groupId, scope.account, scope.times));
  }

  /** Only calls that name this account in a list of accounts. */
  public Fault onAccount(String account) {
    Objects.requireNonNull(account);
    return only(new Scope(scope.sdkAppId, scope.api, scope.groupId, account, scope.times));
  }

  /** Only the first calls that it fits. */
  public Fault times(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("times must be at least 1, not " + most);
    }
    return only(new Scope(scope.sdkAppId, scope.api, scope.groupId, scope.account, most));
  }

  /** How many calls it has struck. */
  public int hits() {
    return Math.min(hits.get(), scope.times);
  }

  boolean strikes(ChatCall call) {
    boolean fits =
        (scope.sdkAppId == 0 || scope.sdkAppId == call.sdkAppId())
            && (scope.api.isEmpty() || scope.api.equals(call.api()))
            && (scope.groupId.isEmpty() || isAbout(call))
            && (scope.account.isEmpty() || names(call));
    return fits && hits.get() < scope.times && hits.incrementAndGet() <= scope.times;
  }

  private boolean isAbout(ChatCall call) {
    return scope.groupId.equals(call.groupId())
        || (call.sharedBody().getValue("GroupIdList") instanceof JsonArray list
            && list.contains(scope.groupId));
  }

  private boolean names(ChatCall call) {
    JsonObject body = call.sharedBody();
    return body.stream()
        .anyMatch(
            field ->
                field.getValue() instanceof JsonArray list
                    && list.stream().anyMatch(this::isAccount));
  }

  /** Named plainly, or as a member of add_group_member and import_group_member. */
  private boolean isAccount(Object item) {
    Object account = item instanceof JsonObject member ? member.getValue("Member_Account") : item;
    return scope.account.equals(account);
  }

  Answer answer() {
    return answer;
  }

  int code() {
    return code;
  }

  Duration before() {
    return before;
  }

  Duration after() {
    return after;
  }

  boolean hasEffectNow() {
    return effect.ever && !effect.isLate();
  }

  boolean hasLateEffect() {
    return effect.isLate();
  }

  Duration effectAfter() {
    return effect.after;
  }

  /** A late effect comes so long after this. */
  Future<?> effectWhen() {
    return effect.when;
  }

  @Override
  public String toString() {
    return answer
        + (code == 0 ? "" : " " + code)
        + (scope.api.isEmpty() ? "" : " on " + scope.api)
        + (scope.groupId.isEmpty() ? "" : " of " + scope.groupId)
        + (scope.account.isEmpty() ? "" : " naming " + scope.account);
  }
}
