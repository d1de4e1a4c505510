package dev.headroom.doctor;

import dev.headroom.callback.Probe;
import dev.headroom.config.AppSettings;
import dev.headroom.config.yaml.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A callback as Chat sends it [1047/34354].
 *
 * @param query what is put behind the callback URL; holds the signature
 * @param body JSON
 */
record SignedCallback(String query, Buffer body) {

  private static final String GROUP_FULL = "Group.CallbackAfterGroupFull";

  /** A probe of the app's, which asks for nothing. */
  static SignedCallback probe(AppSettings app, Probe probe, Instant now) {
    return of(app, probe.command(), new JsonObject(), now);
  }

  /** Says that the group is full. */
  static SignedCallback groupFull(AppSettings app, String groupId, Instant now) {
    JsonObject fields =
        new JsonObject()
            .put("GroupId", groupId)
            .put("EventTime", Long.toString(now.toEpochMilli()));
    return of(app, GROUP_FULL, fields, now);
  }

  /** Where it is to be sent. */
  HttpUrl at(HttpUrl url) {
    return url.then((url.target().contains("?") ? "&" : "?") + query);
  }

  private static SignedCallback of(
      AppSettings app, String command, JsonObject fields, Instant now) {
    String query =
        "SdkAppid="
            + app.sdkAppId()
            + "&CallbackCommand="
            + command
            + "&contenttype=json&ClientIP=127.0.0.1&OptPlatform=RESTAPI";
    if (!app.callbackTokens().isEmpty()) {
      long seconds = now.getEpochSecond();
      query += "&Sign=" + sign(app.callbackTokens().get(0), seconds) + "&RequestTime=" + seconds;
    }
    JsonObject body = new JsonObject().put("CallbackCommand", command).mergeIn(fields);
    return new SignedCallback(query, body.toBuffer());
  }

  private static String sign(Secret token, long seconds) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha256.digest((token.reveal() + seconds).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "callback " + body;
  }
}
