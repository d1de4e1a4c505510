package dev.headroom.doctor;

import dev.headroom.config.AppSettings;
import dev.headroom.doctor.HttpProbe.Answer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What the reply to a callback means, and who gave it: Headroom, or something before it. */
final class CallbackReplies {

  /** How long Tencent waits [1047/34354]. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final int MAX_SHOWN = 300;

  /** Headroom's codes are its HTTP status and two digits more. */
  private static final int PER_STATUS = 100;

  private CallbackReplies() {}

  /** What is wrong, or nothing when the callback was taken. */
  static Optional<Finding> wrong(Answer answer, HttpUrl url, AppSettings app) {
    JsonObject body = object(answer.body());
    if (body != null && body.getValue("ErrorCode") instanceof Integer code) {
      if (code == 0 && answer.status() == 200) {
        return Optional.empty();
      }
      if (code / PER_STATUS == answer.status()) {
        return Optional.of(refused(code, String.valueOf(body.getValue("ErrorInfo")), url, app));
      }
    }
    return Optional.of(strange(answer, url));
  }

  /** Whether it came too late for Tencent. */
  static Optional<Finding> slow(Answer answer) {
    if (answer.time().compareTo(PATIENCE) <= 0) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.wrong(
            "the reply took " + seconds(answer.time()) + ", Tencent waits for 2 s",
            "Look at the proxy and the network; Headroom's own part is in the metric"
                + " headroom_callback_reply_seconds."));
  }

  /** For people, e.g. 0.012 s. */
  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f s", time.toMillis() / 1000.0);
  }

  /** What came from outside, fit for a terminal. */
  static String shown(String text) {
    String printable = text.replaceAll("[^ -~]+", " ").strip();
    return printable.length() <= MAX_SHOWN ? printable : printable.substring(0, MAX_SHOWN) + "...";
  }

  private static Finding refused(int code, String info, HttpUrl url, AppSettings app) {
    return switch (code) {
      case 40400 ->
          Finding.wrong(
              "path (404): Headroom got it at another path than it takes callbacks at",
              "Let the URL end in its server.path, and the proxy pass "
                  + url.path()
                  + " on unchanged.");
      case 40300 ->
          Finding.wrong(
              "app (403): the Headroom there does not serve app " + app.sdkAppId(),
              "Start it with this configuration, or correct the host.");
      case 40101 ->
          Finding.wrong(
              "signature (401): it was missing when Headroom got the callback",
              app.callbackTokens().isEmpty()
                  ? "This configuration has no callbackTokens, the Headroom there has: use the same."
                  : "Let the proxy pass the query on unchanged.");
      case 40102 ->
          Finding.wrong(
              "signature (401): the Headroom there has another token than callbackTokens here",
              "Give both the same token, the console's.");
      case 40103 ->
          Finding.wrong(
              "signature (401): the clocks of this machine and of Headroom's are more than 60 s"
                  + " apart",
              "Set them, and let NTP keep them.");
      default ->
          Finding.wrong(
              "Headroom refused it (ErrorCode " + code + "): " + shown(info),
              "See /api/stats and the log of the service.");
    };
  }

  private static Finding strange(Answer answer, HttpUrl url) {
    String what = "HTTP status " + answer.status() + " from something before Headroom";
    return switch (answer.status()) {
      case 200 ->
          Finding.wrong(
              "the reply is not that of a Headroom, though its HTTP status is 200",
              "Look at what answers at "
                  + url.place()
                  + ": Tencent would count this as a failure.");
      case 301, 302, 303, 307, 308 ->
          Finding.wrong(
              what
                  + ": a redirect"
                  + (answer.location() == null ? "" : " to " + place(answer.location())),
              "Tencent does not follow it: enter the last URL in the console.");
      case 401, 403, 407 ->
          Finding.wrong(
              what,
              "Let the proxy pass callbacks without a login of its own; Headroom checks them.");
      case 404 ->
          Finding.wrong(
              "path (404): "
                  + url.place()
                  + " has nothing at "
                  + url.path()
                  + ", and it is not Headroom that says so",
              "Let the proxy pass that path on to Headroom.");
      case 405 -> Finding.wrong(what, "Let the proxy pass POST.");
      case 413 -> Finding.wrong(what, "Let the proxy pass bodies of 64 KiB.");
      case 502, 503, 504 ->
          Finding.wrong(
              what + ": it does not reach it",
              "Start Headroom, and let the proxy name its host and server.port.");
      default -> Finding.wrong(what, "Look at the proxy and its log.");
    };
  }

  /** Without its query, in which a proxy may have left the signature. */
  private static String place(String location) {
    return shown(location.split("\\?", 2)[0]);
  }

  private static JsonObject object(String body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException e) {
      return null;
    }
  }
}
