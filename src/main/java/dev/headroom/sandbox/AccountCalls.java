package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Calls that are not about groups. The caller holds the app's lock. */
final class AccountCalls {
  private static final int MOST_QUERIED = 500;
  private static final int NOT_IMPORTED = 70107;

  private final SandboxApp app;

  AccountCalls(SandboxApp app) {
    this.app = app;
  }

  /** {@code query_online_status} [1047/35477]. */
  JsonObject onlineStatus(Arguments body) throws ChatError {
    body.only("To_Account", "IsNeedDetail", "IsReturnInstid", "IsReturnCustomStatus");
    boolean detailed = body.number("IsNeedDetail", 0, 1).orElse(0) == 1;
    JsonArray found = new JsonArray();
    JsonArray failed = new JsonArray();
    for (String account : body.ids("To_Account", MOST_QUERIED)) {
      Presence presence = app.presenceOf(account);
      if (presence == Presence.UNKNOWN_ACCOUNT) {
        failed.add(new JsonObject().put("To_Account", account).put("ErrorCode", NOT_IMPORTED));
      } else if (presence != Presence.MISSING) {
        found.add(status(account, presence, detailed));
      }
    }
    JsonObject answer = new JsonObject().put("QueryResult", found);
    if (!failed.isEmpty()) {
      answer.put("ErrorList", failed);
      if (found.isEmpty()) {
        answer
            .put("ActionStatus", "FAIL")
            .put("ErrorCode", NOT_IMPORTED)
            .put("ErrorInfo", "none of the accounts is imported");
      }
    }
    return answer;
  }

  private JsonObject status(String account, Presence presence, boolean detailed) {
    JsonObject status =
        new JsonObject()
            .put("To_Account", account)
            .put(app.hasLegacyState() ? "State" : "Status", presence.wireName());
    if (detailed && presence != Presence.OFFLINE) {
      status.put(
          "Detail",
          new JsonArray()
              .add(new JsonObject().put("Platform", "Android").put("Status", presence.wireName())));
    }
    return status;
  }

  /** {@code GetIPList} [1047/36742]: the addresses that callbacks come from. */
  JsonObject addresses() {
    return new JsonObject().put("IPList", new JsonArray(app.callbackAddresses()));
  }
}
