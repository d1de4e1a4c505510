package dev.headroom.sandbox;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a person at a keyboard play: {@code POST /sandbox/join?group=…&account=…} makes somebody try
 * to join. Its paths are the sandbox's own and none of Chat's.
 */
final class HandDoor {

  private static final Logger LOG = LoggerFactory.getLogger(HandDoor.class);
  private static final String PATHS = "/sandbox/";
  private static final String JOIN = "/sandbox/join";

  private final SandboxApp app;
  private final List<Consumer<HandJoin>> listeners = new CopyOnWriteArrayList<>();

  HandDoor(SandboxApp app) {
    this.app = app;
  }

  void onJoin(Consumer<HandJoin> listener) {
    listeners.add(listener);
  }

  /** Answers the request if its path is one of the sandbox's own. */
  boolean takes(HttpServerRequest request) {
    if (request.path() == null || !request.path().startsWith(PATHS)) {
      return false;
    }
    if (!request.path().equals(JOIN)) {
      refuse(request, 404, "There is only " + JOIN + " here.");
    } else if (!request.method().equals(HttpMethod.POST)) {
      request.response().putHeader("Allow", "POST");
      refuse(request, 405, "Joining is a POST: add -X POST to curl.");
    } else {
      join(request);
    }
    return true;
  }

  private void join(HttpServerRequest request) {
    String account = request.getParam("account", "");
    Optional<SandboxGroup> group = app.find(request.getParam("group", ""));
    if (!account.matches("[!-~]{1,32}")) {
      refuse(request, 400, "Name who joins: account=..., 1 to 32 characters without blanks.");
    } else if (group.isEmpty()) {
      List<String> known = app.groups().stream().map(SandboxGroup::id).toList();
      refuse(request, 404, "Name one of the groups: group=..., of " + String.join(", ", known));
    } else {
      join(request, group.get(), account);
    }
  }

  private void join(HttpServerRequest request, SandboxGroup group, String account) {
    HandJoin joined = new HandJoin(group, account, group.tryJoin(account));
    listeners.forEach(listener -> listener.accept(joined));
    JsonObject answer =
        new JsonObject()
            .put("outcome", joined.join().outcome().name())
            .put("members", group.memberNum())
            .put("seats", group.maxMemberNum())
            .put("meaning", meaning(joined));
    answer(request, 200, answer);
  }

  private static String meaning(HandJoin joined) {
    return switch (joined.join().outcome()) {
      case REFUSED -> "The group is full; Chat has called back. Try again in a moment.";
      case ALREADY_MEMBER -> joined.account() + " is in already; try another account.";
      case JOINED ->
          joined.join().callback().isPresent()
              ? joined.account() + " has the last seat; Chat has called back."
              : joined.account() + " is in.";
    };
  }

  private static void refuse(HttpServerRequest request, int status, String why) {
    answer(request, status, new JsonObject().put("error", why));
  }

  private static void answer(HttpServerRequest request, int status, JsonObject body) {
    HttpServerResponse response = request.response();
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.encode() + "\n")
        .onFailure(gone -> LOG.debug("nobody waited for the answer: {}", gone.getMessage()));
  }
}
