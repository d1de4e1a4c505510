package dev.headroom.sandbox;

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

  /** Null: no effect at all. Zero: as usual. Otherwise the effect comes this much later. */
  private final Duration effectAfter;

  private final long sdkAppId;
  private final String api;
  private final String groupId;
  private final String account;
  private final int times;
  private final AtomicInteger hits = new AtomicInteger();

  private Fault(
      Answer answer,
      int code,
      Duration before,
      Duration after,
      Duration effectAfter,
      long sdkAppId,
      String api,
      String groupId,
      String account,
      int times) {
    this.answer = answer;
    this.code = code;
    this.before = before;
    this.after = after;
    this.effectAfter = effectAfter;
    this.sdkAppId = sdkAppId;
    this.api = api;
    this.groupId = groupId;
    this.account = account;
    this.times = times;
  }

  private static Fault of(Answer answer, int code, Duration effectAfter) {
    return new Fault(
        answer, code, Duration.ZERO, Duration.ZERO, effectAfter, 0, "", "", "", Integer.MAX_VALUE);
  }

  /** The call waits before it has its effect. */
  public static Fault slowBefore(Duration delay) {
    return of(Answer.REAL, 0, Duration.ZERO).delayed(delay);
  }

  /** The call has its effect at once, the answer waits. */
  public static Fault slowAfter(Duration delay) {
    Objects.requireNonNull(delay);
    return new Fault(
        Answer.REAL, 0, Duration.ZERO, delay, Duration.ZERO, 0, "", "", "", Integer.MAX_VALUE);
  }

  /** No answer, ever, on a connection that stays open. */
  public static Fault hang() {
    return of(Answer.NEVER, 0, null);
  }

  /** The connection breaks before the call has its effect. */
  public static Fault reset() {
    return of(Answer.RESET, 0, null);
  }

  /** The connection breaks after the call has had its effect. */
  public static Fault resetAfterEffect() {
    return reset().withEffect();
  }

  /** HTTP status 502 with a page that is no JSON. */
  public static Fault badGateway() {
    return of(Answer.BAD_GATEWAY, 0, null);
  }

  /** HTTP status 200 with an HTML page. */
  public static Fault html() {
    return of(Answer.HTML, 0, null);
  }

  /** HTTP status 200 with a JSON document that ends in the middle. */
  public static Fault halfJson() {
    return of(Answer.HALF_JSON, 0, null);
  }

  /** The given {@code ErrorCode}. */
  public static Fault errorCode(int code) {
    if (code == 0) {
      throw new IllegalArgumentException("0 is success; name an error code of Chat");
    }
    return of(Answer.ERROR_CODE, code, null);
  }

  /**
   * Success is answered at once, the effect comes later: for calls whose answer is nothing but the
   * verdict, such as {@code delete_group_member}.
   */
  public static Fault lateEffect(Duration delay) {
    return of(Answer.OK_AT_ONCE, 0, Objects.requireNonNull(delay));
  }

  /** The same fault, struck only after the call has had its effect. */
  public Fault withEffect() {
    return withEffectAfter(Duration.ZERO);
  }

  /** The same fault; the effect comes all the same, this much later. */
  public Fault withEffectAfter(Duration delay) {
    Objects.requireNonNull(delay);
    return new Fault(answer, code, before, after, delay, sdkAppId, api, groupId, account, times);
  }

  /** The same fault, with the whole call held up first. */
  public Fault delayed(Duration delay) {
    Objects.requireNonNull(delay);
    return new Fault(
        answer, code, delay, after, effectAfter, sdkAppId, api, groupId, account, times);
  }

  /** Only calls of this app. */
  public Fault onApp(long onlySdkAppId) {
    return new Fault(
        answer, code, before, after, effectAfter, onlySdkAppId, api, groupId, account, times);
  }

  /** Only this command, e.g. {@code delete_group_member}. */
  public Fault onApi(String onlyApi) {
    Objects.requireNonNull(onlyApi);
    return new Fault(
        answer, code, before, after, effectAfter, sdkAppId, onlyApi, groupId, account, times);
  }

  /** Only calls about this group, those with a list of groups included. */
  public Fault onGroup(String onlyGroupId) {
    Objects.requireNonNull(onlyGroupId);
    return new Fault(
        answer, code, before, after, effectAfter, sdkAppId, api, onlyGroupId, account, times);
  }

  /** Only calls that name this account in a list of accounts. */
  public Fault onAccount(String onlyAccount) {
    Objects.requireNonNull(onlyAccount);
    return new Fault(
        answer, code, before, after, effectAfter, sdkAppId, api, groupId, onlyAccount, times);
  }

  /** Only the first calls that it fits. */
  public Fault times(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("times must be at least 1, not " + most);
    }
    return new Fault(
        answer, code, before, after, effectAfter, sdkAppId, api, groupId, account, most);
  }

  /** How many calls it has struck. */
  public int hits() {
    return Math.min(hits.get(), times);
  }

  boolean strikes(ChatCall call) {
    boolean fits =
        (sdkAppId == 0 || sdkAppId == call.sdkAppId())
            && (api.isEmpty() || api.equals(call.api()))
            && (groupId.isEmpty() || isAbout(call))
            && (account.isEmpty() || names(call));
    return fits && hits.get() < times && hits.incrementAndGet() <= times;
  }

  private boolean isAbout(ChatCall call) {
    return groupId.equals(call.groupId())
        || (call.sharedBody().getValue("GroupIdList") instanceof JsonArray list
            && list.contains(groupId));
  }

  private boolean names(ChatCall call) {
    JsonObject body = call.sharedBody();
    return body.stream()
        .anyMatch(field -> field.getValue() instanceof JsonArray list && list.contains(account));
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
    return effectAfter != null && effectAfter.isZero();
  }

  boolean hasLateEffect() {
    return effectAfter != null && !effectAfter.isZero();
  }

  Duration effectAfter() {
    return effectAfter;
  }

  @Override
  public String toString() {
    return answer
        + (code == 0 ? "" : " " + code)
        + (api.isEmpty() ? "" : " on " + api)
        + (groupId.isEmpty() ? "" : " of " + groupId)
        + (account.isEmpty() ? "" : " naming " + account);
  }
}
