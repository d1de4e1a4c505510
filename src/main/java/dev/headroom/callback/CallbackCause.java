package dev.headroom.callback;

import java.time.Instant;

/**
 * Why a callback was not taken, for the operator: more than whoever sent it is told, and never a
 * signature or a token.
 */
final class CallbackCause {

  private CallbackCause() {}

  /**
   * The cause in plain words.
   *
   * @param reply what was answered
   * @param method the HTTP method
   * @param query what the request says of itself, or null if it was not read
   * @param receivedAt when it came, by this machine's clock
   */
  static String of(CallbackReply reply, String method, CallbackQuery query, Instant receivedAt) {
    return switch (reply) {
      case NOT_FOUND -> "the path is not server.path";
      case METHOD -> "the method is " + method + ", callbacks come by POST";
      case TOO_LARGE -> "the body is larger than server.maxBody";
      case NOT_OUR_APP -> app(query);
      case MISSING_SIGNATURE -> missing(query);
      case BAD_SIGNATURE -> signature(query, receivedAt);
      case STALE ->
          "RequestTime is " + off(query, receivedAt) + " this machine's clock, 60 s are allowed";
      case CONTRADICTORY_QUERY -> "a query parameter came twice, with different values";
      case UNREADABLE_BODY -> "the body is not one UTF-8 JSON object with the documented fields";
      case COMMANDS_DIFFER -> "CallbackCommand of query and body differ";
      case BAD_GROUP_ID -> "GroupId or TopicId is missing, or no printable ASCII of 1 to 96 bytes";
      case BAD_ALERT -> "Command of the alert is missing or unreadable";
      case MALFORMED_HTTP -> "it is not valid HTTP/1.1: TLS sent to the plain port looks like that";
      case LONG_HEAD -> "its first line is longer than 4096 bytes, or its headers than 8192";
      case HTTP_VERSION -> "its version of HTTP is not 1.0 or 1.1";
      case UNAVAILABLE ->
          "the database did not take it within jobs.ackDeadline, or jobs.maxWaiting is reached;"
              + " the log says more";
      case FAILED -> "an error of Headroom's own; the log has it";
      case ACCEPTED, IGNORED, ALERT -> "it was taken";
    };
  }

  private static String app(CallbackQuery query) {
    if (query == null || query.sdkAppId() == CallbackQuery.NO_APP) {
      return "SdkAppid is missing or unreadable";
    }
    return "SdkAppid " + query.sdkAppId() + " is not in apps";
  }

  private static String missing(CallbackQuery query) {
    boolean isSigned = query.sign() != null && !query.sign().isEmpty();
    return (isSigned ? "RequestTime" : "Sign")
        + " is missing: callback authentication is not enabled in the console, or a proxy drops the"
        + " query";
  }

  private static String signature(CallbackQuery query, Instant receivedAt) {
    if (query.isSignatureContradictory()) {
      return "Sign or RequestTime came twice, with different values";
    }
    if (CallbackQuery.digits(query.requestTime()) < 0) {
      return "RequestTime is no number of seconds";
    }
    return "Sign was made with none of this app's callbackTokens (RequestTime is "
        + off(query, receivedAt)
        + " this machine's clock)";
  }

  private static String off(CallbackQuery query, Instant receivedAt) {
    long seconds = CallbackQuery.digits(query.requestTime()) - receivedAt.getEpochSecond();
    return Math.abs(seconds) + " s " + (seconds < 0 ? "behind" : "ahead of");
  }
}
