package dev.headroom.sandbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The callbacks of one app: where they go, which there are, what they say. For all threads. */
final class AppCallbacks {

  private final long sdkAppId;
  private final Clock clock;
  private final CallbackSender sender;
  private final Map<String, Long> alertedNanos = new ConcurrentHashMap<>();
  private volatile Target target;
  private volatile CallbackForm form = CallbackForm.EVENT_TIME_STRING;
  private volatile boolean memberChanges;
  private volatile boolean overLimitAlerts;

  private record Target(String url, String token) {
    @Override
    public String toString() {
      return url;
    }
  }

  AppCallbacks(long sdkAppId, Clock clock, CallbackSender sender) {
    this.sdkAppId = sdkAppId;
    this.clock = clock;
    this.sender = sender;
  }

  void sendTo(String url, String token) {
    target = new Target(Objects.requireNonNull(url), Objects.requireNonNull(token));
  }

  void sendNowhere() {
    target = null;
  }

  void form(CallbackForm newForm) {
    form = Objects.requireNonNull(newForm);
  }

  void memberChanges(boolean on) {
    memberChanges = on;
  }

  void overLimitAlerts(boolean on) {
    overLimitAlerts = on;
  }

  /**
   * Posts a callback.
   *
   * @return empty if there is nowhere to send it; the future never fails
   */
  Optional<Future<CallbackReply>> send(JsonObject body, String platform) {
    return post(body, "127.0.0.1", platform);
  }

  /**
   * Nobody can join a group any more, or could not.
   *
   * @param topicId the topic of a Community that is full; empty for the group itself
   */
  Optional<Future<CallbackReply>> groupFull(String groupId, String topicId, String platform) {
    JsonObject body =
        new JsonObject()
            .put("CallbackCommand", "Group.CallbackAfterGroupFull")
            .put("GroupId", groupId);
    stampEventTime(body);
    if (!topicId.isEmpty()) {
      body.put("TopicId", topicId);
    }
    return send(body, platform);
  }

  void joined(SandboxGroup group, List<String> accounts, boolean invited, String operator) {
    memberChange(
        about(group, "Group.CallbackAfterNewMemberJoin")
            .put("JoinType", invited ? "Invited" : "Apply")
            .put("Operator_Account", operator),
        "NewMemberList",
        accounts);
  }

  void left(SandboxGroup group, List<String> accounts, boolean kicked, String operator) {
    memberChange(
        about(group, "Group.CallbackAfterMemberExit")
            .put("ExitType", kicked ? "Kicked" : "Quit")
            .put("Operator_Account", operator),
        "ExitMemberList",
        accounts);
  }

  private static JsonObject about(SandboxGroup group, String command) {
    return new JsonObject()
        .put("CallbackCommand", command)
        .put("GroupId", group.id())
        .put("Type", group.type().wireName());
  }

  private void memberChange(JsonObject body, String listField, List<String> accounts) {
    if (!memberChanges || accounts.isEmpty()) {
      return;
    }
    JsonArray list = new JsonArray();
    accounts.forEach(account -> list.add(new JsonObject().put("Member_Account", account)));
    body.put(listField, list);
    stampEventTime(body);
    send(body, "RESTAPI");
  }

  /** Warns at 80 % of a quota, once a second and API at most. */
  void alertIfNear(ChatCall call, int inWindow, int allowed) {
    if (!overLimitAlerts || inWindow * 10L < allowed * 8L) {
      return;
    }
    long nanos = call.arrivedNanos();
    Long last = alertedNanos.get(call.api());
    if (last != null && nanos - last < 1_000_000_000L) {
      return;
    }
    alertedNanos.put(call.api(), nanos);
    post(
        new JsonObject()
            .put("CallbackCommand", "Alert.RequestOverLimit")
            .put("ServiceName", call.service())
            .put("Command", call.api())
            .put("Request", inWindow)
            .put("Limit", allowed),
        null,
        "");
  }

  private Optional<Future<CallbackReply>> post(JsonObject body, String clientIp, String platform) {
    Target now = target;
    return now == null
        ? Optional.empty()
        : Optional.of(sender.send(now.url(), now.token(), sdkAppId, clientIp, platform, body));
  }

  private void stampEventTime(JsonObject body) {
    long millis = clock.millis();
    switch (form) {
      case EVENT_TIME_STRING -> body.put("EventTime", Long.toString(millis));
      case EVENT_TIME_NUMBER -> body.put("EventTime", millis);
      case NO_EVENT_TIME -> {}
    }
  }
}
