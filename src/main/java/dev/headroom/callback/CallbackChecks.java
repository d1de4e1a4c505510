package dev.headroom.callback;

import dev.headroom.config.AppSettings;
import dev.headroom.event.GroupKey;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/**
 * The checks of a callback in their order: path and method, then (after the size, which is the
 * handler's) the app and the signature, then what is said about itself. Each method gives null to
 * go on, else the reply. Not thread-safe.
 */
final class CallbackChecks {

  /** A group has reached its member limit [1047/34376]. */
  static final String GROUP_FULL = "Group.CallbackAfterGroupFull";

  /** Calls of a REST command come near their limit [1047/60256]. */
  static final String OVER_LIMIT = "Alert.RequestOverLimit";

  private static final int MAX_TEXT = 256;

  private final String path;
  private final App[] apps;

  /**
   * Prepares the checks.
   *
   * @param path the callback path, exact
   * @param apps the apps served
   */
  CallbackChecks(String path, List<AppSettings> apps) {
    this.path = path;
    this.apps = apps.stream().map(App::new).toArray(App[]::new);
  }

  /** What is needed of an app; the few there are are searched one by one. */
  private static final class App {
    private final long sdkAppId;
    private final boolean isSigned;
    private final CallbackSignature signature;

    App(AppSettings app) {
      this.sdkAppId = app.sdkAppId();
      this.isSigned = !(app.allowUnsigned() && app.callbackTokens().isEmpty());
      this.signature = new CallbackSignature(app.callbackTokens());
    }
  }

  /** Path and method. */
  CallbackReply line(HttpMethod method, String uri) {
    if (!uri.startsWith(path) || uri.length() > path.length() && uri.charAt(path.length()) != '?') {
      return CallbackReply.NOT_FOUND;
    }
    return HttpMethod.POST.equals(method) ? null : CallbackReply.METHOD;
  }

  /** The query of a request target whose path was found right. */
  CallbackQuery query(String uri) {
    return CallbackQuery.parse(uri, path.length());
  }

  /**
   * App, signature, and whether the command asks for anything.
   *
   * @param nowSeconds the time, seconds since 1970
   */
  CallbackReply query(CallbackQuery query, long nowSeconds) {
    App app = app(query.sdkAppId());
    if (app == null) {
      return CallbackReply.NOT_OUR_APP;
    }
    if (query.isSignatureContradictory()) {
      return CallbackReply.BAD_SIGNATURE;
    }
    if (app.isSigned) {
      CallbackReply refusal = app.signature.check(query.sign(), query.requestTime(), nowSeconds);
      if (refusal != null) {
        return refusal;
      }
    }
    if (query.isContradictory()) {
      return CallbackReply.CONTRADICTORY_QUERY;
    }
    String command = query.command();
    return isNone(command) || command.equals(GROUP_FULL) || command.equals(OVER_LIMIT)
        ? null
        : CallbackReply.IGNORED;
  }

  /**
   * The body, of a query that was found right.
   *
   * @param body what could be read of it
   */
  CallbackReply body(CallbackQuery query, Optional<CallbackBody> body) {
    if (isNone(query.command())) {
      boolean isFull = body.isPresent() && GROUP_FULL.equals(body.get().callbackCommand());
      return isFull ? CallbackReply.COMMANDS_DIFFER : CallbackReply.IGNORED;
    }
    if (body.isEmpty()) {
      return CallbackReply.UNREADABLE_BODY;
    }
    CallbackBody fields = body.get();
    if (!query.command().equals(fields.callbackCommand())) {
      return CallbackReply.COMMANDS_DIFFER;
    }
    if (query.command().equals(OVER_LIMIT)) {
      return printable(fields.command()) == null ? CallbackReply.BAD_ALERT : null;
    }
    boolean isValid =
        fields.groupId() != null
            && GroupKey.isValidId(fields.groupId())
            && (isNone(fields.topicId()) || GroupKey.isValidId(fields.topicId()));
    return isValid ? null : CallbackReply.BAD_GROUP_ID;
  }

  /** A text from outside that may go on: 1 to 256 printable ASCII characters, else null. */
  static String printable(String text) {
    if (isNone(text) || text.length() > MAX_TEXT) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7E) {
        return null;
      }
    }
    return text;
  }

  private static boolean isNone(String text) {
    return text == null || text.isEmpty();
  }

  private App app(long sdkAppId) {
    for (App app : apps) {
      if (app.sdkAppId == sdkAppId) {
        return app;
      }
    }
    return null;
  }
}
