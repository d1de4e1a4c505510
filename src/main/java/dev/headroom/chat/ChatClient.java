package dev.headroom.chat;

import dev.headroom.chat.Calls.Purse;
import dev.headroom.chat.ChatException.Kind;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The Chat REST API of one app over HTTP [1047/34620]. One for the whole process: the call budget
 * and the connections are in it. It may be used from any thread; its own work is done on the
 * context it is made on, which therefore should be an event loop that lives as long as it does.
 *
 * <p>Calls that only read are sent up to three times while the failure may pass. Calls that change
 * something are sent once, or once more when Chat refused the UserSig, for then nothing happened.
 */
public final class ChatClient implements ChatApi {

  /** No more are opened than calls are under way, which the budget sees to. */
  private static final int MOST_CONNECTIONS = 256;

  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?|\\[?0:0:0:0:0:0:0:1]?");

  /** Result of add and import for somebody who is a member already [1047/34921]. */
  private static final int RESULT_ALREADY_MEMBER = 2;

  private final Calls calls;
  private final ClockSkew skew;
  private final OtherGroups others;
  private final View view;

  /**
   * For whom the calls are.
   *
   * @param onlyReads whether calls that change something are refused
   */
  private record View(Purse purse, boolean onlyReads, CallListener listener) {}

  /**
   * A client.
   *
   * @param app the app as configured now: key and allowances are asked for at each use, so that
   *     they can be reloaded; the rest is taken once
   * @param clock dates the UserSigs
   * @throws IllegalArgumentException if apps[].api is plain http to another machine: the key to the
   *     whole app would travel readable
   */
  public ChatClient(
      Vertx vertx,
      Supplier<AppSettings> app,
      ChatSettings chat,
      Clock clock,
      MeterRegistry meters) {
    this(vertx, app, chat, clock, meters, CallShares.ALONE);
  }

  /**
   * The same for one of several processes that call as this app.
   *
   * @param callShares divides the allowances among them
   */
  public ChatClient(
      Vertx vertx,
      Supplier<AppSettings> app,
      ChatSettings chat,
      Clock clock,
      MeterRegistry meters,
      CallShares callShares) {
    this(vertx, app, chat, clock, meters, callShares, new Repeats(chat.timeout()));
  }

  ChatClient(
      Vertx vertx,
      Supplier<AppSettings> app,
      ChatSettings chat,
      Clock clock,
      MeterRegistry meters,
      Repeats repeats) {
    this(vertx, app, chat, clock, meters, CallShares.ALONE, repeats);
  }

  private ChatClient(
      Vertx vertx,
      Supplier<AppSettings> app,
      ChatSettings chat,
      Clock clock,
      MeterRegistry meters,
      CallShares callShares,
      Repeats repeats) {
    AppSettings now = app.get();
    checkApi(now.api());
    this.skew = new ClockSkew();
    this.others = new OtherGroups();
    this.calls =
        new Calls(
            vertx,
            new ChatHttp(vertx, now.api(), MOST_CONNECTIONS, chat.timeout()),
            new CallTarget(app),
            new UserSig(now.sdkAppId(), now.identifier(), () -> app.get().secretKey(), clock),
            clock,
            skew,
            new CallMetrics(meters, now.sdkAppId()),
            repeats,
            callShares,
            others);
    this.view = new View(calls.all(), false, CallListener.NOBODY);
  }

  private ChatClient(ChatClient client, View view) {
    this.calls = client.calls;
    this.skew = client.skew;
    this.others = client.others;
    this.view = view;
  }

  @Override
  public Future<Group> group(String groupId, List<String> fields) {
    return ask(Question.group(groupId, fields));
  }

  @Override
  public Future<List<Group>> groups(List<String> groupIds) {
    checkCount(groupIds, GROUP_INFO_LIMIT);
    return groupIds.isEmpty() ? Future.succeededFuture(List.of()) : ask(Question.groups(groupIds));
  }

  @Override
  public Future<MemberPage> members(String groupId, int offset, int limit, List<String> fields) {
    checkLimit(limit, PAGE_LIMIT);
    return ask(Question.members(groupId, offset, limit, fields));
  }

  @Override
  public Future<MemberPage> communityMembers(String groupId, String next, List<String> fields) {
    return communityMembers(groupId, next, PAGE_LIMIT, fields);
  }

  @Override
  public Future<MemberPage> communityMembers(
      String groupId, String next, int limit, List<String> fields) {
    checkLimit(limit, PAGE_LIMIT);
    return ask(Question.communityMembers(groupId, next, limit, fields));
  }

  @Override
  public Future<List<Member>> specified(
      String groupId, List<String> accounts, List<String> fields) {
    checkCount(accounts, SPECIFIED_LIMIT);
    return accounts.isEmpty()
        ? Future.succeededFuture(List.of())
        : ask(Question.specified(groupId, accounts, fields));
  }

  @Override
  public Future<Void> delete(
      String groupId, List<String> accounts, boolean silence, String reason, Deadline latest) {
    checkCount(accounts, DELETE_LIMIT);
    return accounts.isEmpty()
        ? Future.succeededFuture()
        : ask(Question.delete(groupId, accounts, silence, reason, latest));
  }

  @Override
  public Future<Map<String, String>> roles(String groupId, List<String> accounts) {
    checkCount(accounts, ROLE_LIMIT);
    return accounts.isEmpty()
        ? Future.succeededFuture(Map.of())
        : ask(Question.roles(groupId, accounts));
  }

  @Override
  public Future<Map<String, String>> onlineStatus(List<String> accounts) {
    checkCount(accounts, ONLINE_LIMIT);
    if (accounts.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    // Only when not one account could be answered the whole call fails [1047/35477].
    return ask(
        Question.onlineStatus(accounts), error -> error.kind() == Kind.ACCOUNT ? Map.of() : null);
  }

  @Override
  public Future<GroupPage> groups(long next, int limit) {
    checkLimit(limit, GROUPS_LIMIT);
    return ask(Question.groupPage(next, limit));
  }

  @Override
  public Future<Map<String, Integer>> importMembers(
      String groupId, List<Returning> members, Deadline latest) {
    checkCount(members, IMPORT_LIMIT);
    return members.isEmpty()
        ? Future.succeededFuture(Map.of())
        : bringBack(
            Question.importMembers(groupId, members, latest),
            members.stream().map(Returning::account).toList());
  }

  @Override
  public Future<Map<String, Integer>> addMembers(
      String groupId, List<String> accounts, boolean silence, Deadline latest) {
    checkCount(accounts, ADD_LIMIT);
    return accounts.isEmpty()
        ? Future.succeededFuture(Map.of())
        : bringBack(Question.addMembers(groupId, accounts, silence, latest), accounts);
  }

  @Override
  public Future<Boolean> othersAreWell(String groupId) {
    // A look that several may wait for is nobody's call.
    ChatApi unheard = heardBy(CallListener.NOBODY);
    return calls.here(
        others.areWell(
            groupId, other -> unheard.group(other, List.of()), () -> unheard.groups(0, 1)));
  }

  @Override
  public boolean answeredSince(long nanoTime) {
    return others.answeredSince(nanoTime);
  }

  @Override
  public Optional<Duration> clockSkew() {
    return skew.ahead();
  }

  /**
   * Goes slower with one command for a while, because Chat has called back that the app is near its
   * limit, {@code Alert.RequestOverLimit} [1047/60256]. The app's other callers share that limit.
   *
   * @param command Command of the callback; one that is not used here is ignored
   */
  public void overLimit(String command) {
    Command.of(command).map(calls::budget).ifPresent(CallBudget::slow);
  }

  /**
   * The same API for work that can wait: all calls by it together are never more than a share of
   * the call budget of each API. It lives and ends with this client.
   *
   * @param percent the share, 1 to 100; asked at each use
   */
  public ChatApi within(IntSupplier percent) {
    return new ChatClient(this, new View(calls.share(percent), view.onlyReads(), view.listener()));
  }

  /**
   * The same, and only for reading: whatever changes something at Tencent is refused with an {@link
   * IllegalStateException}.
   */
  public ChatApi readingWithin(IntSupplier percent) {
    return new ChatClient(this, new View(calls.share(percent), true, view.listener()));
  }

  @Override
  public ChatApi heardBy(CallListener listener) {
    return new ChatClient(this, new View(view.purse(), view.onlyReads(), listener));
  }

  /** Closes the connections; what waits for the budget fails as not sent. */
  public Future<Void> close() {
    return calls.close();
  }

  private <T> Future<T> ask(Question<T> question) {
    return ask(question, error -> null);
  }

  /**
   * Asks, and tells the listener.
   *
   * @param instead what a failure means all the same; null for nothing
   */
  private <T> Future<T> ask(Question<T> question, Function<ChatException, T> instead) {
    Command command = question.command();
    if (view.onlyReads() && !command.reads()) {
      return Future.failedFuture(
          new IllegalStateException(
              command.wireName() + " changes something, this one only reads"));
    }
    CallListener.End end =
        view.listener().wanted(command.wireName(), question.groupId(), question.count());
    return calls
        .ask(question, view.purse())
        .recover(
            cause -> {
              T value = cause instanceof ChatException error ? instead.apply(error) : null;
              return value == null ? Future.failedFuture(cause) : Future.succeededFuture(value);
            })
        .onComplete(value -> end.ended(null), end::ended);
  }

  private Future<Map<String, Integer>> bringBack(
      Question<Map<String, Integer>> question, List<String> accounts) {
    return ask(
        question,
        error ->
            accounts.size() == 1 && error.code() == ErrorCodes.ALREADY_MEMBER
                ? Map.of(accounts.get(0), RESULT_ALREADY_MEMBER)
                : null);
  }

  private static void checkCount(List<?> list, int most) {
    if (list.size() > most) {
      throw new IllegalArgumentException(
          "Chat takes " + most + " entries in one call, not " + list.size() + "; split the list.");
    }
  }

  private static void checkLimit(int limit, int most) {
    if (limit < 1 || limit > most) {
      throw new IllegalArgumentException("Limit is 1 to " + most + ", not " + limit + ".");
    }
  }

  static void checkApi(URI api) {
    boolean plain = "http".equalsIgnoreCase(api.getScheme());
    boolean tls = "https".equalsIgnoreCase(api.getScheme());
    boolean loopback = api.getHost() != null && LOOPBACK.matcher(api.getHost()).matches();
    if (api.getHost() == null || !(tls || (plain && loopback))) {
      throw new IllegalArgumentException(
          "apps[].api must be an https URL; http is only for this machine itself.");
    }
  }
}
