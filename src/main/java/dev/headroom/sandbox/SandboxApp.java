package dev.headroom.sandbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One Chat app: its key, its quota, where its callbacks go, its accounts and its groups. Setters
 * return the app and work while the backend runs.
 *
 * <p>Safe for all threads. Groups, members and accounts of an app share one lock, {@link #lock()};
 * nothing waits while holding it.
 */
public final class SandboxApp {
  /** REST calls per second and API unless raised [1047/34419]. */
  public static final int DEFAULT_QUOTA = 200;

  private static final String GROUP_LIST = "get_appid_group_list";

  private final Object lock = new Object();
  private final long sdkAppId;
  private final String identifier;
  private final Clock clock;
  private final CallbackSender sender;
  private final SignatureFailures signatureFailures;
  private final Map<String, QuotaWindow> windows = new ConcurrentHashMap<>();
  private final Map<String, Integer> quotas = new ConcurrentHashMap<>();
  private final Map<String, Long> alertedNanos = new ConcurrentHashMap<>();
  private final Map<String, SandboxGroup> groups = new LinkedHashMap<>();
  private final Map<String, Presence> accounts = new LinkedHashMap<>();
  private long groupsMade;

  private volatile String secretKey;
  private volatile int quota = DEFAULT_QUOTA;
  private volatile int planMaxMembers = 6000;
  private volatile int planMaxCommunityMembers = 100_000;
  private volatile boolean onlineStatusInMemberList;
  private volatile boolean legacyState;
  private volatile boolean wrongRegion;
  private volatile boolean overLimitAlerts;
  private volatile boolean memberCallbacks;
  private volatile CallbackForm callbackForm = CallbackForm.EVENT_TIME_STRING;
  private volatile CallbackTarget callbackTarget;
  private volatile List<String> callbackAddresses = List.of("127.0.0.1");

  private record CallbackTarget(String url, String token) {
    @Override
    public String toString() {
      return url;
    }
  }

  SandboxApp(SandboxOptions.AppKey key, Clock clock, CallbackSender sender) {
    this.sdkAppId = key.sdkAppId();
    this.identifier = key.identifier();
    this.secretKey = key.secretKey();
    this.clock = clock;
    this.sender = sender;
    this.signatureFailures = new SignatureFailures(clock);
  }

  /** The app's number. */
  public long sdkAppId() {
    return sdkAppId;
  }

  /** The app's administrator, the only one who may call. */
  public String identifier() {
    return identifier;
  }

  /** The key that UserSigs are checked with; a sandbox's key is no secret. */
  public String secretKey() {
    return secretKey;
  }

  /** Takes UserSigs made with another key from now on, and no others. */
  public SandboxApp changeSecretKey(String key) {
    secretKey = Objects.requireNonNull(key);
    return this;
  }

  // Quota.

  /** Calls that each API takes in any one second; {@code get_appid_group_list} stays at 1. */
  public SandboxApp quota(int callsPerSecond) {
    quota = callsPerSecond;
    return this;
  }

  /** Calls that this API takes in any one second. */
  public SandboxApp quotaFor(String api, int callsPerSecond) {
    quotas.put(api, callsPerSecond);
    return this;
  }

  /** The most calls of this API that any one second held, refused ones included. */
  public int largestWindow(String api) {
    QuotaWindow window = windows.get(api);
    return window == null ? 0 : window.largest();
  }

  int quotaOf(String api) {
    Integer own = quotas.get(api);
    if (own != null) {
      return own;
    }
    return api.equals(GROUP_LIST) ? 1 : quota;
  }

  QuotaWindow window(String api) {
    return windows.computeIfAbsent(api, any -> new QuotaWindow());
  }

  // Switches.

  /** The most members that a plan allows in an ordinary group; above it 10038. */
  public SandboxApp planMaxMembers(int members) {
    planMaxMembers = members;
    return this;
  }

  /** The most members that a plan allows in a Community; above it 10038. */
  public SandboxApp planMaxCommunityMembers(int members) {
    planMaxCommunityMembers = members;
    return this;
  }

  /** Whether member lists can carry {@code OnlineStatus} (a console switch). */
  public SandboxApp onlineStatusInMemberList(boolean on) {
    onlineStatusInMemberList = on;
    return this;
  }

  /** Whether online status is answered as {@code State}, as an old English sample has it. */
  public SandboxApp legacyState(boolean on) {
    legacyState = on;
    return this;
  }

  /** Whether calls are answered as by the domain of another region: 60026. */
  public SandboxApp wrongRegion(boolean on) {
    wrongRegion = on;
    return this;
  }

  /** Whether {@code Alert.RequestOverLimit} is sent at 80 % of a quota, once a second at most. */
  public SandboxApp overLimitAlerts(boolean on) {
    overLimitAlerts = on;
    return this;
  }

  /** Whether joining and leaving is told by callbacks too. */
  public SandboxApp memberCallbacks(boolean on) {
    memberCallbacks = on;
    return this;
  }

  /** How callbacks write {@code EventTime}. */
  public SandboxApp callbackForm(CallbackForm form) {
    callbackForm = Objects.requireNonNull(form);
    return this;
  }

  /**
   * Sends callbacks to this URL from now on.
   *
   * @param url {@code http://…} or {@code https://…}, without a query; any certificate will do
   * @param token signs the callbacks; empty leaves them unsigned
   */
  public SandboxApp callbackTo(String url, String token) {
    callbackTarget = new CallbackTarget(Objects.requireNonNull(url), Objects.requireNonNull(token));
    return this;
  }

  /** Sends no callbacks any more. */
  public SandboxApp noCallbacks() {
    callbackTarget = null;
    return this;
  }

  /** What {@code GetIPList} answers: single addresses and CIDR blocks. */
  public SandboxApp callbackAddresses(List<String> addresses) {
    callbackAddresses = List.copyOf(addresses);
    return this;
  }

  // Accounts.

  /** Sets whether an account is online; also makes the account. */
  public SandboxApp setOnline(String account, Presence presence) {
    synchronized (lock) {
      accounts.put(Objects.requireNonNull(account), Objects.requireNonNull(presence));
      return this;
    }
  }

  Presence presenceOf(String account) {
    return accounts.getOrDefault(account, Presence.UNKNOWN_ACCOUNT);
  }

  void ensureAccount(String account) {
    accounts.putIfAbsent(account, Presence.OFFLINE);
  }

  // Groups.

  /**
   * Makes a group without members.
   *
   * @throws IllegalStateException if there is one with this id
   */
  public SandboxGroup group(String groupId, GroupType type) {
    synchronized (lock) {
      if (groups.containsKey(groupId)) {
        throw new IllegalStateException("There is a group " + groupId + " already; use find().");
      }
      SandboxGroup group = new SandboxGroup(this, groupId, type, ++groupsMade);
      groups.put(groupId, group);
      return group;
    }
  }

  /** The group with this id, disbanded ones included. */
  public Optional<SandboxGroup> find(String groupId) {
    synchronized (lock) {
      return Optional.ofNullable(groups.get(groupId));
    }
  }

  /** All groups in the order they were made, disbanded ones included. */
  public Collection<SandboxGroup> groups() {
    synchronized (lock) {
      return List.copyOf(groups.values());
    }
  }

  /** Forgets all groups and accounts. */
  public void clear() {
    synchronized (lock) {
      groups.clear();
      accounts.clear();
    }
  }

  // Callbacks.

  /**
   * Posts any callback, signed and addressed as all are: for commands that the sandbox itself never
   * causes.
   *
   * @param body with {@code CallbackCommand}
   * @return empty if there is nowhere to send it; the future never fails
   */
  public Optional<Future<CallbackReply>> callback(JsonObject body, String platform) {
    return post(body, "127.0.0.1", platform);
  }

  Optional<Future<CallbackReply>> sendGroupFull(String groupId, String topicId, String platform) {
    JsonObject body =
        new JsonObject()
            .put("CallbackCommand", "Group.CallbackAfterGroupFull")
            .put("GroupId", groupId);
    stampEventTime(body);
    if (!topicId.isEmpty()) {
      body.put("TopicId", topicId);
    }
    return callback(body, platform);
  }

  void sendJoined(SandboxGroup group, List<String> joined, boolean invited, String operator) {
    sendMemberChange(
        group,
        "Group.CallbackAfterNewMemberJoin",
        "JoinType",
        invited ? "Invited" : "Apply",
        operator,
        "NewMemberList",
        joined);
  }

  void sendLeft(SandboxGroup group, List<String> left, boolean kicked, String operator) {
    sendMemberChange(
        group,
        "Group.CallbackAfterMemberExit",
        "ExitType",
        kicked ? "Kicked" : "Quit",
        operator,
        "ExitMemberList",
        left);
  }

  private void sendMemberChange(
      SandboxGroup group,
      String command,
      String kindField,
      String kind,
      String operator,
      String listField,
      List<String> who) {
    if (!memberCallbacks || who.isEmpty()) {
      return;
    }
    JsonArray list = new JsonArray();
    who.forEach(account -> list.add(new JsonObject().put("Member_Account", account)));
    JsonObject body =
        new JsonObject()
            .put("CallbackCommand", command)
            .put("GroupId", group.id())
            .put("Type", group.type().wireName())
            .put(kindField, kind)
            .put("Operator_Account", operator)
            .put(listField, list);
    stampEventTime(body);
    callback(body, "RESTAPI");
  }

  void alertIfNear(String service, String api, int inWindow, long nanos) {
    int allowed = quotaOf(api);
    if (!overLimitAlerts || inWindow * 10L < allowed * 8L) {
      return;
    }
    Long last = alertedNanos.get(api);
    if (last != null && nanos - last < 1_000_000_000L) {
      return;
    }
    alertedNanos.put(api, nanos);
    post(
        new JsonObject()
            .put("CallbackCommand", "Alert.RequestOverLimit")
            .put("ServiceName", service)
            .put("Command", api)
            .put("Request", inWindow)
            .put("Limit", allowed),
        null,
        "");
  }

  private Optional<Future<CallbackReply>> post(JsonObject body, String clientIp, String platform) {
    CallbackTarget target = callbackTarget;
    return target == null
        ? Optional.empty()
        : Optional.of(
            sender.send(target.url(), target.token(), sdkAppId, clientIp, platform, body));
  }

  private void stampEventTime(JsonObject body) {
    long millis = clock.millis();
    switch (callbackForm) {
      case EVENT_TIME_STRING -> body.put("EventTime", Long.toString(millis));
      case EVENT_TIME_NUMBER -> body.put("EventTime", millis);
      case NO_EVENT_TIME -> {}
    }
  }

  // For the rest of the sandbox.

  Object lock() {
    return lock;
  }

  Clock clock() {
    return clock;
  }

  long nowSeconds() {
    return clock.instant().getEpochSecond();
  }

  SignatureFailures signatureFailures() {
    return signatureFailures;
  }

  int planMaxFor(GroupType type) {
    return type == GroupType.COMMUNITY ? planMaxCommunityMembers : planMaxMembers;
  }

  boolean hasOnlineStatusInMemberList() {
    return onlineStatusInMemberList;
  }

  boolean hasLegacyState() {
    return legacyState;
  }

  boolean isWrongRegion() {
    return wrongRegion;
  }

  List<String> callbackAddresses() {
    return callbackAddresses;
  }

  @Override
  public String toString() {
    return "app " + sdkAppId;
  }
}
