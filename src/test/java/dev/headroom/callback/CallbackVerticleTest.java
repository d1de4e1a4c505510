package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackVerticleTest {

  private static final long UNSIGNED_APP = 1400000001L;
  private static final String OFFICIAL =
      "/im/callback?SdkAppid=1400000000&CallbackCommand=Group.CallbackAfterGroupFull"
          + "&contenttype=json&ClientIP=127.0.0.1&OptPlatform=RESTAPI"
          + "&Sign=17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061"
          + "&RequestTime=1669872112";

  private static CallbackPort port;

  @BeforeAll
  static void open() {
    port =
        new CallbackPort(
            Calls.settings(
                0,
                Calls.app(Calls.APP, false, Calls.TOKEN, "next token"),
                Calls.app(UNSIGNED_APP, true)));
  }

  @AfterAll
  static void close() {
    port.close();
  }

  @BeforeEach
  void reset() {
    port.reset();
  }

  private static Calls full() {
    return Calls.fullAt(CallbackPort.NOW);
  }

  private static String body(String groupId) {
    return new JsonObject().put("CallbackCommand", Calls.FULL).put("GroupId", groupId).encode();
  }

  private static void assertOk(RawClient.Reply reply) {
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.headers()).containsEntry("content-type", "application/json");
    assertThat(reply.body()).isEqualTo(Calls.OK);
  }

  private static void assertRefused(RawClient.Reply reply, int status) {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.headers()).containsEntry("content-type", "application/json");
    JsonObject body = new JsonObject(reply.body());
    assertThat(body.fieldNames()).containsExactly("ActionStatus", "ErrorInfo", "ErrorCode");
    assertThat(body.getString("ActionStatus")).isEqualTo("FAIL");
    assertThat(body.getString("ErrorInfo")).isNotBlank().doesNotContain(Calls.TOKEN);
    assertThat(body.getInteger("ErrorCode")).isNotZero();
    assertThat(port.events).isEmpty();
  }

  static Stream<Arguments> fixtures() {
    String start =
        "{\"CallbackCommand\":\"Group.CallbackAfterGroupFull\",\"GroupId\":\"@TGS#2J4SZEAEL\"";
    return Stream.of(
        Arguments.of(start + "}", null),
        Arguments.of(start + ",\"EventTime\":\"1670574414123\"}", 1670574414123L),
        Arguments.of(start + ",\"EventTime\":1670574414123}", 1670574414123L));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  @DisplayName("Every published form of the callback is accepted and told as an event")
  void acceptsFixtures(String body, Long eventTime) throws IOException {
    assertOk(port.call(full().body(body)));
    assertThat(port.events)
        .containsExactly(
            new GroupFull(
                GroupKey.of(Calls.APP, Calls.GROUP),
                Instant.ofEpochSecond(CallbackPort.NOW),
                eventTime,
                "127.0.0.1",
                "RESTAPI"));
  }

  @Test
  @DisplayName(
      "The published signed URL is accepted from an HTTP client, with nothing but the reply's own headers")
  void officialUrl() {
    HttpClient client = port.vertx().createHttpClient();
    String body =
        CallbackPort.await(
                client
                    .request(HttpMethod.POST, port.port(), "127.0.0.1", OFFICIAL)
                    .compose(request -> request.send(Calls.BODY))
                    .compose(
                        response -> {
                          assertThat(response.statusCode()).isEqualTo(200);
                          assertThat(response.headers().names())
                              .containsExactlyInAnyOrder("content-type", "content-length");
                          return response.body();
                        }))
            .toString();
    assertThat(body).isEqualTo(Calls.OK);
    assertThat(port.events).hasSize(1);
  }

  @Test
  @DisplayName("The misprinted example is refused")
  void misprint() throws IOException {
    assertRefused(port.call(full().signed("xxxyyy", "1669872112")), 401);
  }

  @ParameterizedTest
  @CsvSource({"-61, 401", "-60, 200", "60, 200", "61, 401"})
  @DisplayName("RequestTime may be 60 seconds off either way, and not 61")
  void freshness(long off, int status) throws IOException {
    double stale = port.count("stale");
    port.now(CallbackPort.NOW + off);
    assertThat(port.call(full()).status()).isEqualTo(status);
    assertThat(port.count("stale") - stale).isEqualTo(status == 200 ? 0 : 1);
  }

  @Test
  @DisplayName("Any token of the app signs")
  void tokens() throws IOException {
    assertOk(port.call(full().signed("next token", Long.toString(CallbackPort.NOW))));
    assertThat(port.events).hasSize(1);
  }

  @Test
  @DisplayName(
      "An app without tokens that allows it takes unsigned callbacks, and another app does not")
  void unsigned() throws IOException {
    Calls call = full().without("Sign", "RequestTime");
    assertRefused(port.call(call), 401);
    assertOk(port.call(call.with("SdkAppid", Long.toString(UNSIGNED_APP))));
    assertThat(port.events).hasSize(1);
  }

  static Stream<Arguments> refusals() {
    String upper = Calls.sign(Calls.TOKEN, "1669872112").toUpperCase(Locale.ROOT);
    String group = "{\"CallbackCommand\":\"Group.CallbackAfterGroupFull\",\"GroupId\":";
    return Stream.of(
        Arguments.of("another path", full().path("/im/callbac"), 404, "not_found"),
        Arguments.of("a longer path", full().path("/im/callback/"), 404, "not_found"),
        Arguments.of("a path and more", full().path("/im/callback&x=1"), 404, "not_found"),
        Arguments.of("an upper-case path", full().path("/IM/callback"), 404, "not_found"),
        Arguments.of("PUT", full().method("PUT"), 405, "method"),
        Arguments.of("GET", full().method("GET").body(""), 405, "method"),
        Arguments.of("no app", full().without("SdkAppid"), 403, "not_our_app"),
        Arguments.of(
            "app of Live",
            full().without("SdkAppid").with("SdkAppId", "1400000000"),
            403,
            "not_our_app"),
        Arguments.of("another app", full().with("SdkAppid", "1400000002"), 403, "not_our_app"),
        Arguments.of("unreadable app", full().with("SdkAppid", "1400000000x"), 403, "not_our_app"),
        Arguments.of("two apps", full().then("&SdkAppid=1400000001"), 403, "not_our_app"),
        Arguments.of("no sign", full().without("Sign"), 401, "missing_signature"),
        Arguments.of("no time", full().without("RequestTime"), 401, "missing_signature"),
        Arguments.of("wrong sign", full().signed("other", "1669872112"), 401, "bad_signature"),
        Arguments.of("upper-case sign", full().with("Sign", upper), 401, "bad_signature"),
        Arguments.of("short sign", full().with("Sign", "17773b"), 401, "bad_signature"),
        Arguments.of(
            "time of another sign", full().with("RequestTime", "1669872113"), 401, "bad_signature"),
        Arguments.of("no number", full().signed(Calls.TOKEN, "1669872112x"), 401, "bad_signature"),
        Arguments.of("two signs", full().then("&Sign=00"), 401, "bad_signature"),
        Arguments.of("two times", full().then("&RequestTime=1669872113"), 401, "bad_signature"),
        Arguments.of("stale", full().signed(Calls.TOKEN, "1669872051"), 401, "stale"),
        Arguments.of("milliseconds", full().signed(Calls.TOKEN, "1669872112000"), 401, "stale"),
        Arguments.of(
            "two commands", full().then("&CallbackCommand=State.StateChange"), 400, "bad_request"),
        Arguments.of("two addresses", full().then("&ClientIP=1.2.3.4"), 400, "bad_request"),
        Arguments.of("two platforms", full().then("&OptPlatform=iOS"), 400, "bad_request"),
        Arguments.of("empty body", full().body(""), 400, "bad_request"),
        Arguments.of("no JSON", full().body("GroupId=x"), 400, "bad_request"),
        Arguments.of("an array", full().body("[" + Calls.BODY + "]"), 400, "bad_request"),
        Arguments.of("garbage behind", full().body(Calls.BODY + "x"), 400, "bad_request"),
        Arguments.of(
            "a group twice", full().body(group + "\"a\",\"GroupId\":\"a\"}"), 400, "bad_request"),
        Arguments.of(
            "body without command", full().body("{\"GroupId\":\"a\"}"), 400, "bad_request"),
        Arguments.of(
            "body of another command",
            full().body(Calls.BODY.replace("Full", "Empty")),
            400,
            "bad_request"),
        Arguments.of(
            "no group",
            full().body("{\"CallbackCommand\":\"" + Calls.FULL + "\"}"),
            400,
            "bad_request"),
        Arguments.of("group of number", full().body(group + "1}"), 400, "bad_request"),
        Arguments.of("empty group", full().body(body("")), 400, "bad_request"),
        Arguments.of("97 bytes", full().body(body("g".repeat(97))), 400, "bad_request"),
        Arguments.of("not ASCII", full().body(body("gr\u00fcn")), 400, "bad_request"),
        Arguments.of("control character", full().body(body("a\nb")), 400, "bad_request"),
        Arguments.of("DEL", full().body(body("a\u007f")), 400, "bad_request"),
        Arguments.of(
            "long topic",
            full().body(group + "\"a\",\"TopicId\":\"" + "t".repeat(97) + "\"}"),
            400,
            "bad_request"),
        Arguments.of(
            "deep nesting",
            full().body(group + "\"a\",\"x\":" + "[".repeat(5000)),
            400,
            "bad_request"),
        Arguments.of(
            "group in body, no command in query",
            full().without("CallbackCommand"),
            400,
            "bad_request"),
        Arguments.of(
            "group in body, empty command in query",
            full().with("CallbackCommand", ""),
            400,
            "bad_request"),
        Arguments.of(
            "alert without command",
            alert("{\"CallbackCommand\":\"Alert.RequestOverLimit\"}"),
            400,
            "bad_request"),
        Arguments.of(
            "alert with another type",
            alert("{\"CallbackCommand\":\"Alert.RequestOverLimit\",\"Command\":1}"),
            400,
            "bad_request"),
        Arguments.of("alert that is no JSON", alert("soon"), 400, "bad_request"),
        Arguments.of("alert of another command", alert(Calls.BODY), 400, "bad_request"));
  }

  private static Calls alert(String body) {
    return full().with("CallbackCommand", "Alert.RequestOverLimit").body(body);
  }

  @ParameterizedTest(name = "{0}: {2} {3}")
  @MethodSource("refusals")
  @DisplayName(
      "What is not right is refused with its status, counted by its cause, and the connection lives on")
  void refuses(String what, Calls call, int status, String result) throws IOException {
    double before = port.count(result);
    try (RawClient client = port.connect()) {
      RawClient.Reply reply = client.call(call);
      assertRefused(reply, status);
      assertThat(reply.headers()).doesNotContainKey("connection");
      assertThat(reply.headers().get("allow")).isEqualTo(status == 405 ? "POST" : null);
      assertThat(port.count(result) - before).isEqualTo(1);
      assertThat(port.alerts).isEmpty();
      assertOk(client.call(full()));
    }
    assertThat(port.events).hasSize(1);
  }

  static Stream<Arguments> order() {
    String large = "x".repeat(Calls.MAX_BODY + 1);
    return Stream.of(
        Arguments.of("path before method", full().path("/x").method("PUT"), 404),
        Arguments.of("path before size", full().path("/x").body(large), 404),
        Arguments.of("method before size", full().method("PUT").body(large), 405),
        Arguments.of("size before app", full().with("SdkAppid", "1").body(large), 413),
        Arguments.of("app before signature", full().with("SdkAppid", "1").with("Sign", "x"), 403),
        Arguments.of(
            "signature before command", full().with("Sign", "x").with("CallbackCommand", "x"), 401),
        Arguments.of("signature before time", full().signed("x", "1"), 401),
        Arguments.of(
            "signature before contradiction", full().with("Sign", "x").then("&ClientIP=x"), 401),
        Arguments.of("signature before body", full().with("Sign", "x").body("x"), 401),
        Arguments.of("size before ignoring", full().with("CallbackCommand", "x").body(large), 413));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("order")
  @DisplayName("Checks come in their order")
  void checksInOrder(String what, Calls call, int status) throws IOException {
    assertRefused(port.call(call), status);
  }

  @Test
  @DisplayName("The reply to HEAD has no body")
  void head() throws IOException {
    try (RawClient client = port.connect()) {
      RawClient.Reply reply = client.send(full().method("HEAD").body("").toBuffer()).readHead();
      assertThat(reply.status()).isEqualTo(405);
      assertOk(client.call(full()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "State.StateChange",
        "Group.CallbackAfterMemberExit",
        "group.callbackaftergroupfull",
        "probe"
      })
  @DisplayName("Another command is answered OK whatever its body, and ignored")
  void otherCommands(String command) throws IOException {
    double ignored = port.count("ignored");
    Calls call = full().with("CallbackCommand", command);
    for (String body :
        List.of("{\"CallbackCommand\":\"" + command + "\"}", "", "<?>", Calls.BODY)) {
      assertOk(port.call(call.body(body)));
    }
    assertThat(port.count("ignored") - ignored).isEqualTo(4);
    assertThat(port.events).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "hello", "{\"CallbackCommand\":\"State.StateChange\"}"})
  @DisplayName("A signed request without a command is answered OK and ignored")
  void noCommand(String body) throws IOException {
    double ignored = port.count("ignored");
    assertOk(port.call(full().without("CallbackCommand").body(body)));
    assertThat(port.count("ignored") - ignored).isEqualTo(1);
  }

  @Test
  @DisplayName("The warning of a call limit is passed on with its app and command")
  void overLimit() throws IOException {
    double before = port.count("alert");
    Calls call =
        alert(
            "{\"CallbackCommand\":\"Alert.RequestOverLimit\",\"ServiceName\":\"openim\","
                + "\"Command\":\"batchsendmsg\",\"Request\":510,\"Limit\":200}");
    assertOk(port.call(call.without("ClientIP", "OptPlatform")));
    assertThat(port.alerts).containsExactly(Calls.APP + " batchsendmsg");
    assertThat(port.events).isEmpty();
    assertThat(port.count("alert") - before).isEqualTo(1);
  }

  static Stream<String> groupIds() {
    return Stream.of(
        "a b",
        " ",
        "say \"hi\"",
        "100%",
        "%41",
        "a#b",
        "@TGS#_@TGS#cABC",
        "a/b?c&d=e",
        "\\",
        "~",
        "g".repeat(96));
  }

  @ParameterizedTest
  @MethodSource("groupIds")
  @DisplayName("GroupIds may hold any printable ASCII, up to 96 bytes")
  void groupIds(String groupId) throws IOException {
    assertOk(port.call(full().body(body(groupId))));
    assertThat(port.events).extracting(event -> event.key().groupId()).containsExactly(groupId);
  }

  @Test
  @DisplayName("A full topic is told as one")
  void topic() throws IOException {
    String body =
        "{\"CallbackCommand\":\"Group.CallbackAfterGroupFull\",\"GroupId\":\"@TGS#_a\","
            + "\"TopicId\":\"@TGS#_a@TOPIC#_b\"}";
    assertOk(port.call(full().body(body)));
    assertOk(port.call(full().body(body.replace("@TGS#_a@TOPIC#_b", ""))));
    assertThat(port.events)
        .extracting(GroupFull::key)
        .containsExactly(
            new GroupKey(Calls.APP, "@TGS#_a", "@TGS#_a@TOPIC#_b"),
            GroupKey.of(Calls.APP, "@TGS#_a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.2.3.4|iOS|1.2.3.4|iOS",
        "%3A%3A1|IOS|::1|IOS",
        "|||",
        "%0d%0aX: 1|a%00b||",
        "\u00fc|%E4%B8%AD||",
      })
  @DisplayName("ClientIP and OptPlatform go on if they are short and printable, else as unknown")
  void optional(String sentIp, String sentPlatform, String ip, String platform) throws IOException {
    Calls call =
        full()
            .with("ClientIP", sentIp == null ? "" : sentIp.replace(" ", "%20"))
            .with("OptPlatform", sentPlatform == null ? "" : sentPlatform);
    assertOk(port.call(call));
    assertThat(port.events.get(0).clientIp()).isEqualTo(ip);
    assertThat(port.events.get(0).platform()).isEqualTo(platform);
  }

  @Test
  @DisplayName("Optional parameters that are missing or over-long are unknown")
  void missingOrLong() throws IOException {
    assertOk(port.call(full().without("contenttype", "ClientIP", "OptPlatform")));
    assertOk(
        port.call(full().with("ClientIP", "1".repeat(257)).with("OptPlatform", "a".repeat(256))));
    assertThat(port.events.get(0).clientIp()).isNull();
    assertThat(port.events.get(0).platform()).isNull();
    assertThat(port.events.get(1).clientIp()).isNull();
    assertThat(port.events.get(1).platform()).hasSize(256);
  }

  @Test
  @DisplayName(
      "A callback URL that already holds a query is understood, continued with ? or with &")
  void queryInUrl() throws IOException {
    String query = full().uri().substring(Calls.PATH.length() + 1);
    try (RawClient client = port.connect()) {
      for (String mark : List.of("?x=1?", "?x=1&", "??", "?&")) {
        client.send(
            "POST "
                + Calls.PATH
                + mark
                + query
                + " HTTP/1.1\r\nHost: x\r\nContent-Length: "
                + Calls.BODY.length()
                + "\r\n\r\n"
                + Calls.BODY);
        assertOk(client.read());
      }
    }
    assertThat(port.events).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://host",
        "https://im.example.com:8443",
        "HTTP://[::1]:8080",
        "http://1.2.3.4"
      })
  @DisplayName("An absolute target is taken as proxies send it: path, query and signature the same")
  void absoluteTarget(String origin) throws IOException {
    try (RawClient client = port.connect()) {
      assertOk(client.call(full().path(origin + Calls.PATH)));
      assertThat(port.events).hasSize(1);
      port.events.clear();
      assertRefused(client.call(full().path(origin + Calls.PATH).with("Sign", "x")), 401);
      assertRefused(client.call(full().path(origin + Calls.PATH).with("SdkAppid", "1")), 403);
      assertRefused(client.call(full().path(origin + Calls.PATH).method("GET")), 405);
      assertRefused(client.call(full().path(origin + "/other")), 404);
      assertRefused(client.call(full().path(origin)), 404);
      assertOk(client.call(full()));
    }
  }

  @Test
  @DisplayName("An intake that fails is answered 503, and the next callback is taken")
  void intakeFails() throws IOException {
    double before = port.count("unavailable");
    port.intake(event -> Future.failedFuture("disk full at /secret/place"));
    try (RawClient client = port.connect()) {
      RawClient.Reply reply = client.call(full());
      port.events.clear();
      assertRefused(reply, 503);
      assertThat(reply.body()).doesNotContain("disk");
      port.intake(event -> Future.succeededFuture());
      assertOk(client.call(full()));
    }
    assertThat(port.count("unavailable") - before).isEqualTo(1);
  }

  @Test
  @DisplayName("An intake that throws, or gives nothing, is answered 503 without its words")
  void intakeThrows() throws IOException {
    try (RawClient client = port.connect()) {
      for (Intake broken :
          List.<Intake>of(
              event -> {
                throw new IllegalStateException("secret");
              },
              event -> {
                throw new AssertionError("secret");
              },
              event -> null)) {
        port.intake(broken);
        RawClient.Reply reply = client.call(full());
        port.events.clear();
        assertRefused(reply, 503);
        assertThat(reply.body()).doesNotContain("secret").doesNotContain("Exception");
      }
      port.intake(event -> Future.succeededFuture());
      assertOk(client.call(full()));
    }
  }

  @Test
  @DisplayName("The reply waits for the intake, on the connection's own event loop")
  void intakeLater() throws IOException {
    List<Boolean> sameLoop = new CopyOnWriteArrayList<>();
    port.intake(
        event -> {
          Thread loop = Thread.currentThread();
          return port.vertx()
              .timer(20)
              .map(
                  late -> {
                    sameLoop.add(Thread.currentThread() == loop);
                    return (Void) null;
                  });
        });
    assertOk(port.call(full()));
    assertThat(sameLoop).containsExactly(true);
  }

  @Test
  @DisplayName("Replies are counted by result and timed, without a label of the group")
  void metrics() throws IOException {
    double accepted = port.count("accepted");
    long timed = port.meters.get("headroom.callback.reply").timer().count();
    assertOk(port.call(full()));
    assertThat(port.count("accepted") - accepted).isEqualTo(1);
    assertThat(port.meters.get("headroom.callback.reply").timer().count() - timed).isEqualTo(1);
    assertThat(port.meters.getMeters())
        .allSatisfy(
            meter ->
                assertThat(meter.getId().getTags())
                    .extracting(tag -> tag.getKey())
                    .isSubsetOf("result", "le"));
    assertThat(port.meters.get("headroom.callbacks").counters())
        .extracting(counter -> counter.getId().getTag("result"))
        .containsExactlyInAnyOrder(
            "accepted",
            "ignored",
            "alert",
            "bad_signature",
            "missing_signature",
            "stale",
            "not_our_app",
            "bad_request",
            "too_large",
            "not_found",
            "method",
            "unavailable");
  }
}
