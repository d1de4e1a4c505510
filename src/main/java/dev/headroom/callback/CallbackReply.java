package dev.headroom.callback;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/**
 * Everything the callback port can answer, body and all, made once.
 *
 * <p>Tencent counts a callback as delivered when the status is 200 and the body is JSON; both OK
 * and FAIL bodies have the same three fields [1047/34376]. The result names the metric tag.
 */
enum CallbackReply {
  ACCEPTED("accepted"),
  IGNORED("ignored"),
  ALERT("alert"),

  NOT_FOUND(
      404,
      "not_found",
      40400,
      "No callbacks are received at this path: let the callback URL end in server.path"),
  METHOD(405, "method", 40500, "Callbacks are sent by POST: use POST"),
  TOO_LARGE(
      413,
      "too_large",
      41300,
      "The body is larger than allowed: send less or raise server.maxBody"),
  NOT_OUR_APP(
      403,
      "not_our_app",
      40300,
      "SdkAppid is missing, unreadable or not served here: add the app to apps or correct the"
          + " callback URL in the console"),
  MISSING_SIGNATURE(
      401,
      "missing_signature",
      40101,
      "Sign or RequestTime is missing: enable callback authentication in the console"),
  BAD_SIGNATURE(
      401,
      "bad_signature",
      40102,
      "Sign does not match: give the console and callbackTokens the same token"),
  STALE(
      401,
      "stale",
      40103,
      "RequestTime is more than 60 s off: check the clock of this server, or send the callback"
          + " without delay"),
  CONTRADICTORY_QUERY(
      400,
      "bad_request",
      40001,
      "A query parameter is repeated with another value: send each parameter once"),
  UNREADABLE_BODY(
      400,
      "bad_request",
      40002,
      "The body is not the UTF-8 JSON object of a callback: send the documented fields, each once"),
  COMMANDS_DIFFER(
      400,
      "bad_request",
      40003,
      "CallbackCommand of query and body differ: send the same command in both"),
  BAD_GROUP_ID(
      400,
      "bad_request",
      40004,
      "GroupId or TopicId is missing or invalid: send 1 to 96 bytes of printable ASCII"),
  BAD_ALERT(400, "bad_request", 40005, "Command is missing or invalid: name the REST command"),
  MALFORMED_HTTP(
      400, "bad_request", 40006, "The request is not valid HTTP/1.1: correct the client"),
  LONG_HEAD(
      400,
      "bad_request",
      40007,
      "The request line or the headers are too long: send at most 4096 bytes of the one and 8192 of"
          + " the others"),
  HTTP_VERSION(505, "bad_request", 50501, "This version of HTTP is not spoken here: use HTTP/1.1"),
  UNAVAILABLE(
      503,
      "unavailable",
      50301,
      "The callback could not be stored in time: send it again, and look at the database of"
          + " jobs.url if it goes on"),
  FAILED(
      503,
      "unavailable",
      50302,
      "The callback could not be handled: send it again, and look at the log if it goes on");

  private final int status;
  private final String result;
  private final Buffer body;

  CallbackReply(String result) {
    this.status = 200;
    this.result = result;
    this.body = Buffer.buffer("{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0}");
  }

  CallbackReply(int status, String result, int errorCode, String errorInfo) {
    this.status = status;
    this.result = result;
    this.body =
        new JsonObject()
            .put("ActionStatus", "FAIL")
            .put("ErrorInfo", errorInfo)
            .put("ErrorCode", errorCode)
            .toBuffer();
  }

  /** The HTTP status. */
  int status() {
    return status;
  }

  /** The value of the metric tag {@code result}; several replies share one. */
  String result() {
    return result;
  }

  /** The JSON body; shared, never to be changed. */
  Buffer body() {
    return body;
  }
}
