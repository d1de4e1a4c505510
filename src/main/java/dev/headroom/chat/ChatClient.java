package dev.headroom.chat;

import dev.headroom.chat.Calls.Purse;
import dev.headroom.chat.Calls.Question;
import dev.headroom.chat.ChatException.Kind;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ChatSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

  private static final JsonArray GROUP_FIELDS =
      JsonArray.of("Type", "MemberNum", "MaxMemberNum", "NextMsgSeq", "LastMsgTime");
  private static final JsonArray SEAT_FIELDS = JsonArray.of("Type", "MemberNum", "MaxMemberNum");
  private static final JsonArray MEMBER_FIELDS =
      JsonArray.of("Role", "JoinTime", "MsgSeq", "MsgFlag", "LastSendMsgTime");

  /** Result of add and import for somebody who is a member already [1047/34921]. */
  private static final int RESULT_ALREADY_MEMBER = 2;

  private final Calls calls;
  private final Purse purse;
  private final ClockSkew skew;
  private final OtherGroups others;

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
    this.purse = calls.all();
  }

  private ChatClient(Calls calls, Purse purse, ClockSkew skew, OtherGroups others) {
    this.calls = calls;
    this.purse = purse;
    this.skew = skew;
    this.others = others;
  }

  @Override
  public Future<Group> group(String groupId, List<String> fields) {
    JsonObject filter = new JsonObject().put("GroupBaseInfoFilter", GROUP_FIELDS);
    if (!fields.isEmpty()) {
      filter.put("AppDefinedDataFilter_Group", new JsonArray(fields));
    }
    JsonObject body =
        new JsonObject().put("GroupIdList", JsonArray.of(groupId)).put("ResponseFilter", filter);
    return ask(
        new Question<>(
            Command.GET_GROUP_INFO,
            body,
            reply -> Replies.groupErrorCode(reply, groupId),
            reply -> Replies.group(reply, groupId),
            OptionalLong.empty()));
  }

  @Override
  public Future<List<Group>> groups(List<String> groupIds) {
    checkCount(groupIds, GROUP_INFO_LIMIT);
    if (groupIds.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    JsonObject body =
        new JsonObject()
            .put("GroupIdList", distinct(groupIds))
            .put("ResponseFilter", new JsonObject().put("GroupBaseInfoFilter", SEAT_FIELDS));
    return ask(
        new Question<>(
            Command.GET_GROUP_INFO,
            body,
            Replies::groupsErrorCode,
            Replies::groups,
            OptionalLong.empty()));
  }

  @Override
  public Future<MemberPage> members(String groupId, int offset, int limit, List<String> fields) {
    checkLimit(limit, PAGE_LIMIT);
    JsonObject body = ofMembers(groupId, fields).put("Limit", limit).put("Offset", offset);
    return ask(
        Question.of(Command.GET_GROUP_MEMBER_INFO, body, reply -> Replies.members(reply, offset)));
  }

  @Override
  public Future<MemberPage> communityMembers(String groupId, String next, List<String> fields) {
    return communityMembers(groupId, next, PAGE_LIMIT, fields);
  }

  @Override
  public Future<MemberPage> communityMembers(
      String groupId, String next, int limit, List<String> fields) {
    checkLimit(limit, PAGE_LIMIT);
    JsonObject body = ofMembers(groupId, fields).put("Limit", limit).put("Next", next);
    return ask(Question.of(Command.GET_GROUP_MEMBER_INFO, body, Replies::communityMembers));
  }

  @Override
  public Future<List<Member>> specified(
      String groupId, List<String> accounts, List<String> fields) {
    checkCount(accounts, SPECIFIED_LIMIT);
    if (accounts.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    JsonObject body = ofMembers(groupId, fields).put("Member_List_Account", distinct(accounts));
    return ask(Question.of(Command.GET_SPECIFIED_GROUP_MEMBER_INFO, body, Replies::specified));
  }

  @Override
  public Future<Void> delete(
      String groupId, List<String> accounts, boolean silence, String reason, Deadline latest) {
    checkCount(accounts, DELETE_LIMIT);
    if (accounts.isEmpty()) {
      return Future.succeededFuture();
    }
    JsonObject body =
        new JsonObject().put("GroupId", groupId).put("MemberToDel_Account", distinct(accounts));
    if (silence) {
      body.put("Silence", 1);
    }
    if (reason != null && !reason.isEmpty()) {
      body.put("Reason", reason);
    }
    return ask(
        new Question<>(
            Command.DELETE_GROUP_MEMBER,
            body,
            Replies::errorCode,
            reply -> null,
            OptionalLong.of(latest.nanoTime())));
  }

  @Override
  public Future<Map<String, String>> roles(String groupId, List<String> accounts) {
    checkCount(accounts, ROLE_LIMIT);
    if (accounts.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    JsonObject body =
        new JsonObject().put("GroupId", groupId).put("User_Account", distinct(accounts));
    return ask(Question.of(Command.GET_ROLE_IN_GROUP, body, Replies::roles));
  }

  @Override
  public Future<Map<String, String>> onlineStatus(List<String> accounts) {
    checkCount(accounts, ONLINE_LIMIT);
    if (accounts.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    JsonObject body = new JsonObject().put("To_Account", distinct(accounts));
    // Only when not one account could be answered the whole call fails [1047/35477].
    return ask(Question.of(Command.QUERY_ONLINE_STATUS, body, Replies::onlineStatus))
        .recover(
            cause ->
                cause instanceof ChatException e && e.kind() == Kind.ACCOUNT
                    ? Future.succeededFuture(Map.of())
                    : Future.failedFuture(cause));
  }

  @Override
  public Future<GroupPage> groups(long next, int limit) {
    checkLimit(limit, GROUPS_LIMIT);
    JsonObject body = new JsonObject().put("Limit", limit).put("Next", next);
    return ask(Question.of(Command.GET_APPID_GROUP_LIST, body, Replies::groupPage));
  }

  @Override
  public Future<Map<String, Integer>> importMembers(
      String groupId, List<Returning> members, Deadline latest) {
    checkCount(members, IMPORT_LIMIT);
    JsonArray list = new JsonArray();
    for (Returning member : members) {
      JsonObject item = new JsonObject().put("Member_Account", member.account());
      if (member.joinTime() != null) {
        item.put("JoinTime", member.joinTime().getEpochSecond());
      }
      list.add(item);
    }
    return bringBack(
        Command.IMPORT_GROUP_MEMBER,
        new JsonObject().put("GroupId", groupId).put("MemberList", list),
        members.stream().map(Returning::account).toList(),
        latest);
  }

  @Override
  public Future<Map<String, Integer>> addMembers(
      String groupId, List<String> accounts, boolean silence, Deadline latest) {
    checkCount(accounts, ADD_LIMIT);
    JsonArray list = new JsonArray();
    accounts.stream()
        .distinct()
        .forEach(account -> list.add(new JsonObject().put("Member_Account", account)));
    return bringBack(
        Command.ADD_GROUP_MEMBER,
        new JsonObject()
            .put("GroupId", groupId)
            .put("MemberList", list)
            .put("Silence", silence ? 1 : 0),
        accounts,
        latest);
  }

  @Override
  public Future<Boolean> othersAreWell(String groupId) {
    return calls.here(
        others.areWell(groupId, other -> group(other, List.of()), () -> groups(0, 1)));
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
    return new ChatClient(calls, calls.share(percent), skew, others);
  }

  /** Closes the connections; what waits for the budget fails as not sent. */
  public Future<Void> close() {
    return calls.close();
  }

  private <T> Future<T> ask(Question<T> question) {
    return calls.ask(question, purse);
  }

  private Future<Map<String, Integer>> bringBack(
      Command command, JsonObject body, List<String> accounts, Deadline latest) {
    if (accounts.isEmpty()) {
      return Future.succeededFuture(Map.of());
    }
    return ask(new Question<>(
            command,
            body,
            Replies::errorCode,
            Replies::results,
            OptionalLong.of(latest.nanoTime())))
        .recover(
            cause ->
                accounts.size() == 1
                        && cause instanceof ChatException e
                        && e.code() == ErrorCodes.ALREADY_MEMBER
                    ? Future.succeededFuture(Map.of(accounts.get(0), RESULT_ALREADY_MEMBER))
                    : Future.failedFuture(cause));
  }

  private static JsonObject ofMembers(String groupId, List<String> fields) {
    JsonObject body =
        new JsonObject().put("GroupId", groupId).put("MemberInfoFilter", MEMBER_FIELDS);
    if (!fields.isEmpty()) {
      body.put("AppDefinedDataFilter_GroupMember", new JsonArray(fields));
    }
    return body;
  }

  private static JsonArray distinct(List<String> accounts) {
    return new JsonArray(accounts.stream().distinct().toList());
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
