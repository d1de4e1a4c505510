package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SandboxBackendTest {
  private static final String GROUP = "@TGS#2J4SZEAEL";

  private SandboxBackend backend;
  private SandboxGroup group;
  private RawClient client;

  @BeforeEach
  void start(Vertx vertx) {
    backend = RawClient.await(SandboxBackend.start(vertx));
    group = backend.app().group(GROUP, GroupType.PUBLIC).max(5).owner("leckie");
    client = new RawClient(vertx, backend);
  }

  @AfterEach
  void stop() {
    RawClient.await(backend.close());
  }

  private JsonObject delete(String account) {
    return client.group(
        "delete_group_member",
        new JsonObject()
            .put("GroupId", GROUP)
            .put("MemberToDel_Account", new JsonArray().add(account)));
  }

  @Test
  @DisplayName("answers a call out of the group, and logs it without a breach")
  void answers() {
    group.add("peter");
    assertThat(delete("peter"))
        .isEqualTo(
            new JsonObject().put("ActionStatus", "OK").put("ErrorInfo", "").put("ErrorCode", 0));
    assertThat(group.accounts()).containsExactly("leckie");
    assertThat(backend.calls("delete_group_member"))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.code()).isEqualTo(OptionalInt.of(0));
              assertThat(call.groupId()).isEqualTo(GROUP);
              assertThat(call.sdkAppId()).isEqualTo(backend.app().sdkAppId());
            });
    assertThat(backend.breaches()).isEmpty();
  }

  @Test
  @DisplayName("breaks the connection before the effect, and the next call works")
  void resetBefore() {
    group.add("peter");
    Fault fault = backend.inject(Fault.reset().onApi("delete_group_member").times(1));
    assertThatThrownBy(() -> delete("peter")).isInstanceOf(CompletionException.class);
    assertThat(group.has("peter")).isTrue();
    delete("peter");
    assertThat(group.has("peter")).isFalse();
    assertThat(fault.hits()).isEqualTo(1);
    assertThat(backend.calls()).first().matches(call -> call.faulted() && call.code().isEmpty());
  }

  @Test
  @DisplayName("breaks the connection after the effect")
  void resetAfter() {
    group.add("peter");
    backend.inject(Fault.resetAfterEffect());
    assertThatThrownBy(() -> delete("peter")).isInstanceOf(CompletionException.class);
    assertThat(group.deletedAccounts()).containsExactly("peter");
  }

  @Test
  @DisplayName(
      "answers 502, HTML, half a document or a code as told, and the group stays as it was")
  void unreadableAnswers() {
    group.add("peter");
    Buffer body =
        new JsonObject()
            .put("GroupId", GROUP)
            .put("MemberToDel_Account", new JsonArray().add("peter"))
            .toBuffer();
    String path = "/v4/group_open_http_svc/delete_group_member";
    backend.inject(Fault.badGateway().times(1));
    backend.inject(Fault.html().times(1));
    backend.inject(Fault.halfJson().times(1));
    backend.inject(Fault.errorCode(10002).times(1));
    HttpResponse<Buffer> first = RawClient.await(client.send(path, body));
    assertThat(first.statusCode()).isEqualTo(502);
    assertThat(RawClient.await(client.send(path, body)).bodyAsString()).startsWith("<html>");
    assertThatThrownBy(() -> RawClient.await(client.send(path, body)).bodyAsJsonObject())
        .isInstanceOf(DecodeException.class);
    assertThat(delete("peter").getInteger("ErrorCode")).isEqualTo(10002);
    assertThat(group.has("peter")).isTrue();
  }

  @Test
  @DisplayName("lets a delete that was answered take effect later")
  void lateEffect() {
    group.add("peter");
    backend.inject(Fault.lateEffect(Duration.ofMillis(30)).onGroup(GROUP));
    assertThat(delete("peter").getInteger("ErrorCode")).isZero();
    Awaitility.await().until(() -> !group.has("peter"));
  }

  @Test
  @DisplayName("breaks the connection now and lets the delete take effect later")
  void resetThenLateEffect() {
    group.add("peter");
    backend.inject(Fault.reset().withEffectAfter(Duration.ofMillis(30)).times(1));
    assertThatThrownBy(() -> delete("peter")).isInstanceOf(CompletionException.class);
    Awaitility.await().until(() -> !group.has("peter"));
  }

  @Test
  @DisplayName("hangs without an answer or an effect, until the backend is closed")
  void hangs() {
    group.add("peter");
    Fault fault = backend.inject(Fault.hang());
    Buffer body =
        new JsonObject()
            .put("GroupId", GROUP)
            .put("MemberToDel_Account", new JsonArray().add("peter"))
            .toBuffer();
    Future<HttpResponse<Buffer>> sent =
        client.send("/v4/group_open_http_svc/delete_group_member", body);
    Awaitility.await().until(() -> fault.hits() == 1);
    backend.clearFaults();
    assertThat(sent.isComplete()).isFalse();
    RawClient.await(backend.close());
    assertThatThrownBy(() -> RawClient.await(sent)).isInstanceOf(CompletionException.class);
    assertThat(group.has("peter")).isTrue();
  }

  @Test
  @DisplayName("never lets more people in than there are seats, whichever threads they come from")
  void threads() throws InterruptedException {
    List<Thread> people = new ArrayList<>();
    AtomicInteger joined = new AtomicInteger();
    for (int i = 0; i < 8; i++) {
      String account = "p" + i;
      Thread person =
          new Thread(
              () -> {
                for (int round = 0; round < 200; round++) {
                  if (group.tryJoin(account).joined()) {
                    joined.incrementAndGet();
                    assertThat(group.memberNum()).isLessThanOrEqualTo(5);
                    group.leave(account);
                  }
                }
              });
      people.add(person);
      person.start();
    }
    for (int i = 0; i < 20; i++) {
      delete("p" + i % 8);
    }
    for (Thread person : people) {
      person.join();
    }
    assertThat(joined).hasPositiveValue();
    assertThat(group.accounts()).containsExactly("leckie");
    assertThat(group.deletions()).hasSize(20);
  }

  @Test
  @DisplayName("keeps no more calls than told to")
  void keep(Vertx vertx) {
    SandboxBackend small =
        RawClient.await(SandboxBackend.start(vertx, new SandboxOptions().keep(2)));
    RawClient raw = new RawClient(vertx, small);
    for (int i = 0; i < 3; i++) {
      raw.code("openim/query_online_status", "{}");
    }
    assertThat(small.calls()).extracting(ChatCall::number).containsExactly(2L, 3L);
    small.clearCalls();
    assertThat(small.calls()).isEmpty();
    RawClient.await(small.close());
  }

  @Test
  @DisplayName("delays a call before or after its effect")
  void delays() {
    group.add("peter");
    group.add("jared");
    backend.inject(Fault.slowBefore(Duration.ofMillis(40)).times(1));
    long start = System.nanoTime();
    delete("peter");
    backend.inject(Fault.slowAfter(Duration.ofMillis(40)).times(1));
    delete("jared");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(75));
    assertThat(group.accounts()).containsExactly("leckie");
  }

  @Test
  @DisplayName("a fault for one app, API or group leaves all others alone, and can be cleared")
  void narrowFaults() {
    group.add("peter");
    backend.inject(Fault.errorCode(10002).onApp(1));
    backend.inject(Fault.errorCode(10002).onApi("get_group_info"));
    backend.inject(Fault.errorCode(10002).onGroup("another"));
    Fault own = backend.inject(Fault.errorCode(10006).onGroup(GROUP));
    assertThat(delete("peter").getInteger("ErrorCode")).isEqualTo(10006);
    backend.clear(own);
    assertThat(delete("peter").getInteger("ErrorCode")).isZero();
    JsonObject info =
        new JsonObject()
            .put("GroupIdList", new JsonArray().add("another"))
            .put("ResponseFilter", new JsonObject());
    backend.clearFaults();
    backend.inject(Fault.errorCode(10007).onGroup("another"));
    assertThat(client.group("get_group_info", info).getInteger("ErrorCode")).isEqualTo(10007);
  }

  @Test
  @DisplayName("lets a hook change the group before and after a call")
  void hooks() {
    group.add("peter");
    Runnable gone = backend.beforeCalls(call -> group.leave("peter"));
    Runnable back = backend.afterCalls(call -> group.rejoin("peter"));
    delete("peter");
    gone.run();
    back.run();
    assertThat(group.deletionsOf("peter")).singleElement().matches(one -> !one.wasMember());
    assertThat(group.has("peter")).isTrue();
    delete("peter");
    assertThat(group.has("peter")).isFalse();
  }

  @Test
  @DisplayName("refuses an answer of more than 1 MB")
  void tooLong(Vertx vertx) {
    backend
        .app()
        .group("big", GroupType.PUBLIC)
        .max(6000)
        .add(6000, "a-person-with-a-longer-name-", (member, i) -> member.nameCard("x".repeat(40)));
    JsonObject all = new JsonObject().put("GroupId", "big").put("Limit", 6000).put("Offset", 0);
    assertThat(client.group("get_group_member_info", all).getInteger("ErrorCode")).isEqualTo(10018);
    assertThat(backend.calls()).last().matches(call -> call.code().getAsInt() == 10018);
    assertThat(backend.breaches()).singleElement().matches(one -> one.code().equals("limit"));
  }

  @Test
  @DisplayName("writes its own clock, and a wrong one when told so, into the Date header")
  void date(Vertx vertx) {
    Clock clock = Clock.fixed(Instant.parse("2026-03-04T05:06:07Z"), ZoneOffset.UTC);
    SandboxBackend other =
        RawClient.await(SandboxBackend.start(vertx, new SandboxOptions().clock(clock)));
    RawClient raw = new RawClient(vertx, other);
    assertThat(RawClient.await(raw.send("/", Buffer.buffer())).getHeader("Date"))
        .isEqualTo("Wed, 04 Mar 2026 05:06:07 GMT");
    other.dateOffset(Duration.ofSeconds(-67));
    assertThat(RawClient.await(raw.send("/", Buffer.buffer())).getHeader("Date"))
        .isEqualTo("Wed, 04 Mar 2026 05:05:00 GMT");
    RawClient.await(other.close());
  }

  @Test
  @DisplayName("keeps apps apart")
  void apps() {
    SandboxApp second = backend.addApp(1400000001L, "root", "another key");
    assertThat(backend.apps()).hasSize(2);
    assertThat(backend.app(1400000001L)).isSameAs(second);
    assertThat(second.find(GROUP)).isEmpty();
    assertThatThrownBy(() -> backend.app(3)).hasMessageContaining("add it first");
    assertThat(List.of(client.with("sdkappid", "3").code("openim/query_online_status", "{}")))
        .containsExactly(70020);
  }
}
