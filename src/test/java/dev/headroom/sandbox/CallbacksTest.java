package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.doocs.im.model.callback.AfterGroupFullCallback;
import io.github.doocs.im.model.callback.AfterMemberExitCallback;
import io.github.doocs.im.model.callback.AfterNewMemberJoinCallback;
import io.github.doocs.im.model.callback.AfterSendGroupMsgCallback;
import io.github.doocs.im.model.callback.StateChangeCallback;
import io.github.doocs.im.util.JsonUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class CallbacksTest {
  private static final String OK = "{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0}";
  private static final Instant NOW = Instant.ofEpochSecond(1_669_872_112L);

  private record Received(String method, String uri, JsonObject body) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Set<Object> connections = ConcurrentHashMap.newKeySet();
  private volatile String answer = OK;
  private volatile int status = 200;
  private volatile boolean mute;
  private HttpServer server;
  private SandboxBackend backend;
  private SandboxApp app;
  private SandboxGroup group;

  @BeforeEach
  void start(Vertx vertx) {
    server =
        RawClient.await(
            vertx.createHttpServer().requestHandler(this::receive).listen(0, "127.0.0.1"));
    backend = backend(vertx, Duration.ofMinutes(1));
    app = backend.app().callbackTo(url(), "xxxxyyyy");
    group = app.group("@TGS#2J4SZEAEL", GroupType.PUBLIC).max(3).owner("leckie");
  }

  private static SandboxBackend backend(Vertx vertx, Duration patience) {
    return RawClient.await(
        SandboxBackend.start(
            vertx,
            new SandboxOptions()
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .callbackPatience(patience)));
  }

  @AfterEach
  void stop() {
    RawClient.await(Future.join(server.close(), backend.close()));
  }

  private String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/tencent/callback";
  }

  private void receive(HttpServerRequest request) {
    connections.add(request.connection());
    request
        .body()
        .onSuccess(
            body -> {
              received.add(
                  new Received(request.method().name(), request.uri(), body.toJsonObject()));
              if (!mute) {
                request.response().setStatusCode(status).end(answer);
              }
            });
  }

  private static CallbackReply reply(Join join) {
    return RawClient.await(join.callback().orElseThrow());
  }

  private List<String> commands() {
    return received.stream().map(one -> one.body().getString("CallbackCommand")).toList();
  }

  @Test
  @DisplayName(
      "the join that takes the last seat and each refused one call back, no other join does")
  void when() {
    assertThat(group.tryJoin("jared").callback()).isEmpty();
    Join last = group.tryJoin("tommy");
    assertThat(last.joined()).isTrue();
    assertThat(reply(last).ok()).isTrue();
    Join late = group.tryJoin("peter");
    assertThat(late.refused()).isTrue();
    assertThat(reply(late).ok()).isTrue();
    assertThat(group.tryJoin("tommy").outcome()).isEqualTo(Join.Outcome.ALREADY_MEMBER);
    assertThat(commands())
        .containsExactly("Group.CallbackAfterGroupFull", "Group.CallbackAfterGroupFull");
    assertThat(group.accounts()).containsExactly("leckie", "jared", "tommy");
    assertThat(backend.callbackReplies()).hasSize(2).allMatch(CallbackReply::ok);
    assertThat(backend.failedCallbacks()).isZero();
  }

  @Test
  @DisplayName("is addressed and signed as documented, with the documented digest")
  void signed() {
    group.max(1);
    reply(group.tryJoin("peter", "RESTAPI"));
    assertThat(received.get(0).method()).isEqualTo("POST");
    assertThat(received.get(0).uri())
        .isEqualTo(
            "/tencent/callback?SdkAppid=1400000000"
                + "&CallbackCommand=Group.CallbackAfterGroupFull&contenttype=json"
                + "&ClientIP=127.0.0.1&OptPlatform=RESTAPI"
                + "&Sign=17773bc39a671d7b9aa835458704d2a6db81360a5940292b587d6d760d484061"
                + "&RequestTime=1669872112");
    app.callbackTo(url(), "");
    reply(group.tryJoin("peter"));
    assertThat(received.get(1).uri()).endsWith("&OptPlatform=Android");
  }

  @Test
  @DisplayName("an official client reads every form of the body")
  void forms() throws IOException {
    group.max(1);
    List<Long> times = new ArrayList<>();
    for (CallbackForm form : CallbackForm.values()) {
      app.callbackForm(form);
      reply(group.tryJoin("peter"));
      JsonObject body = received.get(received.size() - 1).body();
      AfterGroupFullCallback full = JsonUtil.str2Obj(body.encode(), AfterGroupFullCallback.class);
      assertThat(full.getCallbackCommand()).isEqualTo("Group.CallbackAfterGroupFull");
      assertThat(full.getGroupId()).isEqualTo(group.id());
      times.add(full.getEventTime());
    }
    assertThat(times).containsExactly(null, 1_669_872_112_000L, 1_669_872_112_000L);
    assertThat(received)
        .extracting(one -> one.body().getValue("EventTime"))
        .containsExactly(null, "1669872112000", 1_669_872_112_000L);
  }

  @Test
  @DisplayName("a full topic names the topic beside its group")
  void topic() {
    SandboxGroup community = app.group("@TGS#_c", GroupType.COMMUNITY);
    RawClient.await(community.topicFull("@TGS#_c@TOPIC#_1").orElseThrow());
    assertThat(received.get(0).body().getString("TopicId")).isEqualTo("@TGS#_c@TOPIC#_1");
    assertThat(received.get(0).body().getString("GroupId")).isEqualTo("@TGS#_c");
  }

  @Test
  @DisplayName("uses its connections again")
  void keepAlive() {
    group.max(1);
    for (int i = 0; i < 20; i++) {
      reply(group.tryJoin("peter"));
    }
    // A callback can come just before the connection of the one before is free again.
    assertThat(connections).hasSizeLessThan(10);
  }

  @Test
  @DisplayName(
      "counts as failed: no answer in time, another status, a body that is no JSON, nobody")
  void failures(Vertx vertx) {
    SandboxBackend impatient = backend(vertx, Duration.ofMillis(200));
    mute = true;
    CallbackReply silent =
        reply(
            impatient
                .app()
                .callbackTo(url(), "")
                .group("g", GroupType.PUBLIC)
                .max(1)
                .owner("leckie")
                .tryJoin("peter"));
    assertThat(impatient.failedCallbacks()).isOne();
    RawClient.await(impatient.close());
    group.max(1);
    assertThat(silent.ok()).isFalse();
    assertThat(silent.status()).isZero();
    assertThat(silent.failure()).isNotEmpty();
    assertThat(silent.millis()).isGreaterThanOrEqualTo(190);
    mute = false;
    status = 500;
    assertThat(reply(group.tryJoin("peter")).status()).isEqualTo(500);
    status = 200;
    answer = "fine";
    assertThat(reply(group.tryJoin("peter")).jsonBody()).isFalse();
    app.callbackTo("http://127.0.0.1:1", "");
    assertThat(reply(group.tryJoin("peter")).failure()).isNotEmpty();
    app.callbackTo("not a url", "");
    assertThat(reply(group.tryJoin("peter")).failure()).isNotEmpty();
    assertThat(backend.failedCallbacks()).isEqualTo(4);
    assertThat(received).hasSize(3);
    backend.clearCallbackReplies();
    assertThat(backend.callbackReplies()).isEmpty();
    app.noCallbacks();
    assertThat(group.tryJoin("peter").callback()).isEmpty();
  }

  @Test
  @DisplayName("REST adds call back like joins, imports and removals stay quiet")
  void rest(Vertx vertx) {
    RawClient client = new RawClient(vertx, backend);
    // The client signs by the real clock, which is years after the fixed one of this test.
    app.setOnline("a", Presence.OFFLINE).setOnline("b", Presence.OFFLINE);
    add(client, "add_group_member", "a");
    assertThat(commands()).isEmpty();
    add(client, "add_group_member", "b");
    Awaitility.await().until(() -> received.size() == 1);
    app.setOnline("c", Presence.OFFLINE);
    add(client, "add_group_member", "c");
    Awaitility.await().until(() -> received.size() == 2);
    group.leave("b");
    add(client, "import_group_member", "b");
    assertThat(group.isFull()).isTrue();
    reply(group.tryJoin("d"));
    assertThat(received).hasSize(3);
  }

  private void add(RawClient client, String command, String account) {
    JsonObject member = new JsonObject().put("Member_Account", account);
    client.group(
        command,
        new JsonObject().put("GroupId", group.id()).put("MemberList", new JsonArray().add(member)));
  }

  @Test
  @DisplayName("tells joins and exits too when asked to, in a form that an official client reads")
  void memberCallbacks(Vertx vertx) throws IOException {
    app.memberCallbacks(true).callbackForm(CallbackForm.EVENT_TIME_STRING);
    group.tryJoin("jared");
    group.leave("jared");
    group.tryJoin("tommy");
    new RawClient(vertx, backend)
        .group(
            "delete_group_member",
            new JsonObject()
                .put("GroupId", group.id())
                .put("MemberToDel_Account", new JsonArray().add("tommy").add("nobody")));
    Awaitility.await().until(() -> received.size() >= 4);
    Set<String> seen = new HashSet<>();
    for (Received one : received) {
      String text = one.body().encode();
      if (one.body().containsKey("NewMemberList")) {
        AfterNewMemberJoinCallback join = JsonUtil.str2Obj(text, AfterNewMemberJoinCallback.class);
        join.getNewMemberList()
            .forEach(member -> seen.add(join.getJoinType() + " " + member.getMemberAccount()));
        assertThat(join.getEventTime()).isEqualTo(NOW.toEpochMilli());
      } else {
        AfterMemberExitCallback exit = JsonUtil.str2Obj(text, AfterMemberExitCallback.class);
        exit.getExitMemberList()
            .forEach(member -> seen.add(exit.getExitType() + " " + member.getMemberAccount()));
        assertThat(exit.getType()).isEqualTo("Public");
      }
    }
    assertThat(seen)
        .containsExactlyInAnyOrder("Apply jared", "Quit jared", "Apply tommy", "Kicked tommy");
  }

  @Test
  @DisplayName("warns at 80 % of a quota, once, in the documented form")
  void alert(Vertx vertx) {
    app.overLimitAlerts(true).quota(10);
    RawClient client = new RawClient(vertx, backend);
    List<Future<?>> sent = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sent.add(client.send("/v4/openim/query_online_status", Buffer.buffer("{}")));
    }
    RawClient.await(Future.all(sent));
    Awaitility.await().until(() -> !received.isEmpty());
    RawClient.await(
        app.callback(new JsonObject().put("CallbackCommand", "x"), "Web").orElseThrow());
    assertThat(received).hasSize(2);
    Received alert =
        received.stream()
            .filter(one -> one.body().containsKey("ServiceName"))
            .findFirst()
            .orElseThrow();
    assertThat(alert.body())
        .isEqualTo(
            new JsonObject(
                "{\"CallbackCommand\":\"Alert.RequestOverLimit\",\"ServiceName\":\"openim\","
                    + "\"Command\":\"query_online_status\",\"Request\":8,\"Limit\":10}"));
    assertThat(alert.uri()).doesNotContain("ClientIP").contains("&Sign=");
  }

  @Test
  @DisplayName("the official client reads the documented samples as we do")
  void fixtures() throws IOException {
    assertThat(full("{\"CallbackCommand\":\"%s\",\"GroupId\":\"@TGS#2J4SZEAEL\"}")).isNull();
    assertThat(
            full(
                "{\"CallbackCommand\":\"%s\",\"GroupId\":\"@TGS#2J4SZEAEL\","
                    + "\"EventTime\":\"1670574414123\"}"))
        .isEqualTo(1_670_574_414_123L);
    assertThat(
            full(
                "{\"CallbackCommand\":\"%s\",\"GroupId\":\"@TGS#2J4SZEAEL\","
                    + "\"EventTime\":1670574414123}"))
        .isEqualTo(1_670_574_414_123L);
    StateChangeCallback state =
        JsonUtil.str2Obj(
            "{\"CallbackCommand\":\"State.StateChange\",\"EventTime\":1629883332497,"
                + "\"Info\":{\"Action\":\"Login\",\"To_Account\":\"testuser316\","
                + "\"Reason\":\"Register\"},\"KickedDevice\":[{\"Platform\":\"Windows\"},"
                + "{\"Platform\":\"Android\"}]}",
            StateChangeCallback.class);
    assertThat(state.getInfo().getToAccount()).isEqualTo("testuser316");
    assertThat(state.getKickedDevice()).hasSize(2);
    AfterMemberExitCallback exit =
        JsonUtil.str2Obj(
            "{\"CallbackCommand\":\"Group.CallbackAfterMemberExit\","
                + "\"GroupId\":\"@TGS#2J4SZEAEL\",\"Type\":\"Public\",\"ExitType\":\"Kicked\","
                + "\"Operator_Account\":\"leckie\",\"ExitMemberList\":["
                + "{\"Member_Account\":\"jared\"},{\"Member_Account\":\"tommy\"}],"
                + "\"EventTime\":\"1670574414123\"}",
            AfterMemberExitCallback.class);
    assertThat(exit.getExitMemberList())
        .extracting("memberAccount")
        .containsExactly("jared", "tommy");
    AfterNewMemberJoinCallback join =
        JsonUtil.str2Obj(
            "{\"CallbackCommand\":\"Group.CallbackAfterNewMemberJoin\","
                + "\"GroupId\":\"@TGS#2J4SZEAEL\",\"Type\":\"Public\",\"JoinType\":\"Apply\","
                + "\"Operator_Account\":\"leckie\",\"NewMemberList\":["
                + "{\"Member_Account\":\"jared\"},{\"Member_Account\":\"tommy\"}],"
                + "\"EventTime\":\"1670574414123\"}",
            AfterNewMemberJoinCallback.class);
    assertThat(join.getJoinType()).isEqualTo("Apply");
    AfterSendGroupMsgCallback message =
        JsonUtil.str2Obj(
            "{\"CallbackCommand\":\"Group.CallbackAfterSendMsg\",\"GroupId\":\"@TGS#2J4SZEAEL\","
                + "\"Type\":\"Public\",\"From_Account\":\"jared\",\"Operator_Account\":\"admin\","
                + "\"Random\":123456,\"MsgSeq\":123,\"MsgTime\":1490686222,\"OnlineOnlyFlag\":1,"
                + "\"MsgBody\":[{\"MsgType\":\"TIMTextElem\","
                + "\"MsgContent\":{\"Text\":\"red packet\"}}],"
                + "\"CloudCustomData\":\"your cloud custom data\",\"EventTime\":\"1670574414123\"}",
            AfterSendGroupMsgCallback.class);
    assertThat(message.getMsgTime()).isEqualTo(1_490_686_222);
    // No class for Alert.RequestOverLimit in this client; a sample of it is compared in alert().
  }

  private static Long full(String sample) throws IOException {
    AfterGroupFullCallback full =
        JsonUtil.str2Obj(
            String.format(sample, "Group.CallbackAfterGroupFull"), AfterGroupFullCallback.class);
    assertThat(full.getGroupId()).isEqualTo("@TGS#2J4SZEAEL");
    return full.getEventTime();
  }
}
