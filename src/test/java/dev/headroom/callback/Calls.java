package dev.headroom.callback;

import dev.headroom.config.AppSettings;
import dev.headroom.config.ServerSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.yaml.Secret;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Callbacks as Tencent sends them, for tests to change one thing at a time. */
final class Calls {

  static final String PATH = "/im/callback";
  static final long APP = 1400000000L;
  static final String TOKEN = "xxxxyyyy";
  static final String GROUP = "@TGS#2J4SZEAEL";
  static final String FULL = "Group.CallbackAfterGroupFull";
  static final String OK = "{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0}";
  static final String BODY =
      "{\"CallbackCommand\":\""
          + FULL
          + "\",\"GroupId\":\""
          + GROUP
          + "\",\"EventTime\":\"1670574414123\"}";
  static final int MAX_BODY = 64 * 1024;

  private final Map<String, String> query = new LinkedHashMap<>();
  private String path = PATH;
  private String method = "POST";
  private String rest = "";
  private String body = BODY;
  private String headers = "";

  private Calls() {}

  /** A right callback of a full group, signed now. */
  static Calls full() {
    return fullAt(System.currentTimeMillis() / 1000);
  }

  /** A right callback of a full group, signed at that second. */
  static Calls fullAt(long seconds) {
    Calls call = new Calls();
    call.query.put("SdkAppid", Long.toString(APP));
    call.query.put("CallbackCommand", FULL);
    call.query.put("contenttype", "json");
    call.query.put("ClientIP", "127.0.0.1");
    call.query.put("OptPlatform", "RESTAPI");
    return call.signed(TOKEN, Long.toString(seconds));
  }

  static String sign(String token, String requestTime) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(sha256.digest((token + requestTime).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static AppSettings app(long sdkAppId, boolean allowUnsigned, String... tokens) {
    return new AppSettings(
        sdkAppId,
        "administrator",
        new Secret("key"),
        List.of(tokens).stream().map(Secret::new).toList(),
        allowUnsigned,
        URI.create("https://console.tim.qq.com"),
        100,
        Map.of());
  }

  static Settings settings(int port, AppSettings... apps) {
    List<AppSettings> served = apps.length == 0 ? List.of(app(APP, false, TOKEN)) : List.of(apps);
    ServerSettings server = new ServerSettings("127.0.0.1", port, PATH, 1, MAX_BODY);
    return new Settings(server, served, null, null, null, null, null, List.of(), null);
  }

  Calls signed(String token, String requestTime) {
    return with("Sign", sign(token, requestTime)).with("RequestTime", requestTime);
  }

  /** Sets a parameter, as it stands in the URL. */
  Calls with(String name, String value) {
    query.put(name, value);
    return this;
  }

  Calls without(String... names) {
    List.of(names).forEach(query::remove);
    return this;
  }

  /** Appends to the URL as it is. */
  Calls then(String more) {
    rest += more;
    return this;
  }

  Calls path(String value) {
    path = value;
    return this;
  }

  Calls method(String value) {
    method = value;
    return this;
  }

  Calls body(String value) {
    body = value;
    return this;
  }

  /** Adds a header line. */
  Calls header(String line) {
    headers += line + "\r\n";
    return this;
  }

  String uri() {
    return path
        + "?"
        + query.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
            .collect(Collectors.joining("&"))
        + rest;
  }

  /** Request line and headers but for the length and the empty line. */
  String head() {
    return method + " " + uri() + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
  }

  /** The whole request, without a Content-Type, as Tencent shows it [1047/34354]. */
  Buffer toBuffer() {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer(head() + "Content-Length: " + bytes.length + "\r\n\r\n")
        .appendBytes(bytes);
  }
}
