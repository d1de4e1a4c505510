package dev.headroom.sandbox;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Knows the calls by name and answers them out of the model. Safe for all threads. */
final class ChatApiCalls {
  private static final String GROUPS = "group_open_http_svc/";

  private final BreachLog breaches;

  ChatApiCalls(BreachLog breaches) {
    this.breaches = breaches;
  }

  /** One call; made for the app and the arguments. */
  private interface Action {
    JsonObject answer(SandboxApp app, Arguments body) throws ChatError;
  }

  private static final Map<String, Action> ACTIONS =
      Map.ofEntries(
          Map.entry(GROUPS + "get_group_info", (app, body) -> new GroupReads(app).groupInfo(body)),
          Map.entry(
              GROUPS + "get_group_member_info",
              (app, body) -> new MemberReads(app).memberInfo(body)),
          Map.entry(
              GROUPS + "get_specified_group_member_info",
              (app, body) -> new MemberReads(app).specifiedMemberInfo(body)),
          Map.entry(GROUPS + "get_role_in_group", (app, body) -> new MemberReads(app).roles(body)),
          Map.entry(
              GROUPS + "get_appid_group_list", (app, body) -> new GroupReads(app).groupList(body)),
          Map.entry(
              GROUPS + "delete_group_member", (app, body) -> new MemberChanges(app).delete(body)),
          Map.entry(GROUPS + "add_group_member", (app, body) -> new MemberChanges(app).add(body)),
          Map.entry(
              GROUPS + "import_group_member",
              (app, body) -> new MemberChanges(app).importMembers(body)),
          Map.entry(
              GROUPS + "modify_group_base_info",
              (app, body) -> new MemberChanges(app).modify(body)),
          Map.entry(
              "openim/query_online_status",
              (app, body) -> new AccountCalls(app).onlineStatus(body)));

  private static final String ADDRESSES = "ConfigSvc/GetIPList";

  /** The error with which Chat answers a call that it does not have; empty if it has it. */
  static Optional<ChatError> unknown(String service, String api) {
    String path = service + "/" + api;
    if (ACTIONS.containsKey(path) || path.equals(ADDRESSES)) {
      return Optional.empty();
    }
    return Optional.of(
        path.startsWith(GROUPS)
            ? new ChatError(10003, "there is no such command")
            : new ChatError(60009, "there is no such resource"));
  }

  /** The code for a body that is no JSON object. */
  static int badJsonCode(String service) {
    return switch (service) {
      case "group_open_http_svc" -> 10011;
      case "openim" -> 90001;
      default -> 60003;
    };
  }

  /** Carries out a call and gives the whole answer. */
  JsonObject answer(SandboxApp app, ChatCall call) {
    JsonObject verdict = new JsonObject().put("ActionStatus", "OK");
    if (!call.service().equals("ConfigSvc")) {
      verdict.put("ErrorInfo", "");
    }
    verdict.put("ErrorCode", 0);
    try {
      synchronized (app.lock()) {
        return verdict.mergeIn(effect(app, call));
      }
    } catch (ChatError refused) {
      return failure(refused.code(), refused.getMessage());
    }
  }

  private JsonObject effect(SandboxApp app, ChatCall call) throws ChatError {
    String path = call.service() + "/" + call.api();
    if (path.equals(ADDRESSES)) {
      return new AccountCalls(app).addresses();
    }
    Arguments body =
        path.startsWith(GROUPS)
            ? Arguments.ofGroupCall(call, breaches)
            : Arguments.ofAccountCall(call, breaches);
    return ACTIONS.get(path).answer(app, body);
  }

  static JsonObject failure(int code, String info) {
    return new JsonObject()
        .put("ActionStatus", "FAIL")
        .put("ErrorInfo", info)
        .put("ErrorCode", code);
  }
}
