package dev.headroom.sandbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

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

  private final Object lock = new Object();
  private final long sdkAppId;
  private final String identifier;
  private final Clock clock;
  private final SignatureFailures signatureFailures;
  private final Quotas quotas = new Quotas();
  private final AppCallbacks callbacks;
  private final Map<String, SandboxGroup> groups = new LinkedHashMap<>();
  private final Map<String, Presence> accounts = new LinkedHashMap<>();
  private long groupsMade;

  private volatile String secretKey;
  private volatile int planMaxMembers = 6000;
  private volatile int planMaxCommunityMembers = 100_000;
  private volatile boolean onlineStatusInMemberList;
  private volatile boolean legacyState;
  private volatile boolean wrongRegion;
  private volatile List<String> callbackAddresses = List.of("127.0.0.1");

  SandboxApp(SandboxOptions.AppKey key, Clock clock, CallbackSender sender) {
    this.sdkAppId = key.sdkAppId();
    this.identifier = key.identifier();
    this.secretKey = key.secretKey();
    this.clock = clock;
    this.callbacks = new AppCallbacks(sdkAppId, clock, sender);
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
    quotas.usual(callsPerSecond);
    return this;
  }

  /** Calls that this API takes in any one second. */
  public SandboxApp quotaFor(String api, int callsPerSecond) {
    quotas.own(api, callsPerSecond);
    return this;
  }

  /** The most calls of this API that any one second held, refused ones included. */
  public int largestWindow(String api) {
    return quotas.largest(api);
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
    callbacks.overLimitAlerts(on);
    return this;
  }

  /** Whether joining and leaving is told by callbacks too. */
  public SandboxApp memberCallbacks(boolean on) {
    callbacks.memberChanges(on);
    return this;
  }

  /** How callbacks write {@code EventTime}. */
  public SandboxApp callbackForm(CallbackForm form) {
    callbacks.form(form);
    return this;
  }

  /**
   * Sends callbacks to this URL from now on.
   *
   * @param url {@code http://…} or {@code https://…}, without a query; any certificate will do
   * @param token signs the callbacks; empty leaves them unsigned
   */
  public SandboxApp callbackTo(String url, String token) {
    callbacks.sendTo(url, token);
    return this;
  }

  /** Sends no callbacks any more. */
  public SandboxApp noCallbacks() {
    callbacks.sendNowhere();
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
    return locked(() -> Optional.ofNullable(groups.get(groupId)));
  }

  /** All groups in the order they were made, disbanded ones included. */
  public Collection<SandboxGroup> groups() {
    return locked(() -> List.copyOf(groups.values()));
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
    return callbacks.send(body, platform);
  }

  // For the rest of the sandbox.

  Object lock() {
    return lock;
  }

  /** Does it while nobody else sees or changes a group, a member or an account of the app. */
  <T> T locked(Supplier<T> action) {
    synchronized (lock) {
      return action.get();
    }
  }

  Clock clock() {
    return clock;
  }

  long nowSeconds() {
    return clock.instant().getEpochSecond();
  }

  Quotas quotas() {
    return quotas;
  }

  AppCallbacks callbacks() {
    return callbacks;
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
