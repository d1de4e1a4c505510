package dev.headroom.sandbox;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a request in: command, quota, query parameters, UserSig, body, in this order [1047/34620].
 * Safe for all threads.
 */
final class RequestGate {
  private static final long MOST_RANDOM = 4_294_967_295L;
  private static final Set<String> PARAMETERS =
      Set.of("sdkappid", "identifier", "usersig", "random", "contenttype");

  private final Map<Long, SandboxApp> apps;
  private final BreachLog breaches;

  RequestGate(Map<Long, SandboxApp> apps, BreachLog breaches) {
    this.apps = apps;
    this.breaches = breaches;
  }

  /** The app that may make this call, whose body is then set; or the refusal. */
  SandboxApp admit(HttpServerRequest request, Buffer body, ChatCall call) throws ChatError {
    if (!request.method().equals(HttpMethod.POST)) {
      throw refused(call, Breach.Rule.METHOD, 60002, request.method() + " instead of POST");
    }
    var unknown = ChatApiCalls.unknown(call.service(), call.api());
    if (unknown.isPresent()) {
      breaches.note(call, Breach.Rule.COMMAND, "unknown path " + request.path());
      throw unknown.get();
    }
    MultiMap query = request.params();
    SandboxApp app = app(query, call);
    countIn(app, call);
    if (app.isWrongRegion()) {
      throw new ChatError(60026, "the domain is that of another region");
    }
    checkParameters(query, call);
    checkSignature(query, app, call);
    call.body(parsed(body, call));
    return app;
  }

  private SandboxApp app(MultiMap query, ChatCall call) throws ChatError {
    if (query.get("sdkappid") == null) {
      throw refused(call, Breach.Rule.MISSING_PARAMETER, 60012, "sdkappid is missing");
    }
    SandboxApp app = apps.get(call.sdkAppId());
    if (app == null) {
      throw refused(call, Breach.Rule.BAD_PARAMETER, 70020, "there is no such sdkappid");
    }
    return app;
  }

  private void countIn(SandboxApp app, ChatCall call) throws ChatError {
    int inWindow = app.quotas().arrived(call.api(), call.arrivedNanos());
    int allowed = app.quotas().allowed(call.api());
    app.callbacks().alertIfNear(call, inWindow, allowed);
    if (inWindow > allowed) {
      throw refused(
          call, Breach.Rule.QUOTA, 60007, inWindow + " calls in a second, more than " + allowed);
    }
  }

  private void checkParameters(MultiMap query, ChatCall call) throws ChatError {
    for (String name : query.names()) {
      boolean known =
          PARAMETERS.contains(name) || (name.equals("nettype") && call.api().equals("GetIPList"));
      List<String> values = query.getAll(name);
      if (!known) {
        breaches.note(call, Breach.Rule.EXTRA_PARAMETER, "there is no parameter " + name);
      } else if (values.size() > 1) {
        breaches.note(call, Breach.Rule.EXTRA_PARAMETER, name + " is given twice");
      }
    }
    required(query, "identifier", 60025, call);
    required(query, "usersig", UserSigCheck.EMPTY, call);
    if (!required(query, "contenttype", 60025, call).equals("json")) {
      throw refused(call, Breach.Rule.BAD_PARAMETER, 60025, "contenttype is not json");
    }
    if (!isUnsignedInt(required(query, "random", 60002, call))) {
      throw refused(call, Breach.Rule.RANDOM, 60002, "random is no unsigned 32-bit number");
    }
    String netType = query.get("nettype");
    if (netType != null && !netType.matches("[0-6]")) {
      throw refused(call, Breach.Rule.BAD_PARAMETER, 60002, "nettype is not between 0 and 6");
    }
  }

  private String required(MultiMap query, String name, int code, ChatCall call) throws ChatError {
    String value = query.get(name);
    if (value == null || value.isEmpty()) {
      throw refused(call, Breach.Rule.MISSING_PARAMETER, code, name + " is missing");
    }
    return value;
  }

  private void checkSignature(MultiMap query, SandboxApp app, ChatCall call) throws ChatError {
    if (app.signatureFailures().locked()) {
      throw refused(
          call, Breach.Rule.SIGNATURE, 70050, "too many bad UserSigs, none is looked at now");
    }
    String identifier = query.get("identifier");
    int code =
        UserSigCheck.verify(
            query.get("usersig"),
            app.sdkAppId(),
            identifier,
            app.secretKey(),
            app.clock().instant());
    if (code != 0) {
      app.signatureFailures().failed();
      throw refused(call, Breach.Rule.SIGNATURE, code, "the UserSig is refused: " + code);
    }
    if (!identifier.equals(app.identifier())) {
      throw refused(call, Breach.Rule.SIGNATURE, 60010, "the identifier is not the administrator");
    }
  }

  private JsonObject parsed(Buffer body, ChatCall call) throws ChatError {
    if (body.length() == 0) {
      throw refused(call, Breach.Rule.EMPTY_BODY, 60003, "the body is empty");
    }
    try {
      return body.toJsonObject();
    } catch (DecodeException | ClassCastException notJson) {
      throw refused(
          call,
          Breach.Rule.BAD_JSON,
          ChatApiCalls.badJsonCode(call.service()),
          "the body is no JSON object");
    }
  }

  private ChatError refused(ChatCall call, Breach.Rule rule, int code, String text) {
    breaches.note(call, rule, text);
    return new ChatError(code, text);
  }

  private static boolean isUnsignedInt(String text) {
    try {
      long value = Long.parseLong(text);
      return value >= 0 && value <= MOST_RANDOM && !text.startsWith("+");
    } catch (NumberFormatException notNumber) {
      return false;
    }
  }
}
