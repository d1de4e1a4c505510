package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.doocs.im.util.SigUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(VertxExtension.class)
class RequestGateTest {
  private static final String STATUS = "openim/query_online_status";
  private static final String FINE = "{\"To_Account\":[\"someone\"]}";

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private SandboxBackend backend;
  private RawClient client;

  @BeforeEach
  void start(Vertx vertx) {
    InstantSource source = now::get;
    SandboxOptions options = new SandboxOptions().clock(source.withZone(ZoneOffset.UTC));
    backend = RawClient.await(SandboxBackend.start(vertx, options));
    backend.app().setOnline("someone", Presence.ONLINE);
    client = new RawClient(vertx, backend);
  }

  @AfterEach
  void stop() {
    RawClient.await(backend.close());
  }

  private List<String> breaches() {
    return backend.breaches().stream().map(Breach::code).toList();
  }

  @Test
  @DisplayName("lets a proper call in without a breach")
  void proper() {
    assertThat(client.code(STATUS, FINE)).isZero();
    assertThat(client.with("nettype", "5").code("ConfigSvc/GetIPList", "{}")).isZero();
    assertThat(breaches()).isEmpty();
  }

  @ParameterizedTest(name = "{0}={1} -> {2}, {3}")
  @DisplayName("refuses query parameters that are not as documented")
  @CsvSource({
    "sdkappid,, 60012, missing-parameter",
    "sdkappid, 1, 70020, bad-parameter",
    "identifier,, 60025, missing-parameter",
    "usersig,, 70002, missing-parameter",
    "usersig, nonsense, 70003, signature",
    "contenttype,, 60025, missing-parameter",
    "contenttype, JSON, 60025, bad-parameter",
    "random,, 60002, missing-parameter",
    "random, -1, 60002, random",
    "random, +1, 60002, random",
    "random, 4294967296, 60002, random",
    "random, x, 60002, random",
    "identifier, someone, 70013, signature"
  })
  void parameters(String name, String value, int code, String breach) {
    assertThat(client.with(name, value).code(STATUS, FINE)).isEqualTo(code);
    assertThat(breaches()).containsExactly(breach);
  }

  @Test
  @DisplayName("tells a parameter that the call does not have, and answers all the same")
  void extra() {
    assertThat(client.with("extra", "1").code(STATUS, FINE)).isZero();
    assertThat(breaches()).containsExactly("extra-parameter");
  }

  @Test
  @DisplayName("a good UserSig of somebody else than the administrator is refused with 60010")
  void noAdministrator() {
    SandboxApp app = backend.app();
    client
        .with("identifier", "someone")
        .with("usersig", SigUtil.genUserSig(app.sdkAppId(), app.secretKey(), "someone", 600));
    assertThat(client.code(STATUS, FINE)).isEqualTo(60010);
  }

  @Test
  @DisplayName("a UserSig expires by the clock of the backend")
  void expires() {
    now.updateAndGet(instant -> instant.plus(Duration.ofDays(2)));
    assertThat(client.code(STATUS, FINE)).isEqualTo(70001);
  }

  @Test
  @DisplayName("after ten bad UserSigs a good one is not looked at for a minute")
  void lockedOut(Vertx vertx) {
    RawClient bad = new RawClient(vertx, backend).with("usersig", "nonsense");
    for (int i = 0; i < SignatureFailures.MOST; i++) {
      assertThat(bad.code(STATUS, FINE)).isEqualTo(70003);
    }
    assertThat(client.code(STATUS, FINE)).isEqualTo(70050);
    now.updateAndGet(instant -> instant.plusSeconds(60));
    assertThat(client.code(STATUS, FINE)).isZero();
  }

  @Test
  @DisplayName("refuses other methods, an empty body and one that is no JSON object")
  void bodies() {
    String role = "group_open_http_svc/get_role_in_group";
    assertThat(client.code(role, "")).isEqualTo(60003);
    assertThat(client.code(role, "[]")).isEqualTo(10011);
    assertThat(client.code(role, "{")).isEqualTo(10011);
    assertThat(client.method(HttpMethod.PUT).code(role, "{}")).isEqualTo(60002);
    assertThat(breaches()).containsExactly("empty-body", "bad-json", "bad-json", "method");
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @DisplayName("answers an unknown path with the code of its kind, under HTTP status 200")
  @CsvSource({
    "/v4/group_open_http_svc/nothing, 10003",
    "/v4/openim/nothing, 60009",
    "/v4/nothing/nothing, 60009",
    "/v5/openim/query_online_status, 60009",
    "/, 60009"
  })
  void commands(String path, int code) {
    HttpResponse<Buffer> response = RawClient.await(client.send(path, Buffer.buffer("{}")));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.bodyAsJsonObject().getInteger("ErrorCode")).isEqualTo(code);
    assertThat(breaches()).containsExactly("command");
  }

  @Test
  @DisplayName("can stand for the domain of another region")
  void region() {
    backend.app().wrongRegion(true);
    assertThat(client.code(STATUS, FINE)).isEqualTo(60026);
    assertThat(breaches()).isEmpty();
  }

  @Test
  @DisplayName("refuses what is over the quota of one second, and keeps the largest second")
  void quota() {
    backend.app().quota(5).quotaFor("get_role_in_group", 50);
    List<Future<HttpResponse<Buffer>>> sent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sent.add(client.send("/v4/" + STATUS, Buffer.buffer(FINE)));
      sent.add(
          client.send("/v4/group_open_http_svc/get_role_in_group", Buffer.buffer("{\"a\":1}")));
    }
    RawClient.await(Future.all(sent));
    assertThat(backend.calls("query_online_status"))
        .extracting(call -> call.code().getAsInt())
        .containsExactly(0, 0, 0, 0, 0, 60007, 60007, 60007);
    assertThat(backend.breaches())
        .filteredOn(breach -> breach.code().equals("quota"))
        .hasSize(3)
        .allMatch(breach -> breach.api().equals("query_online_status"));
    assertThat(backend.app().largestWindow("query_online_status")).isEqualTo(8);
    assertThat(backend.app().largestWindow("get_role_in_group")).isEqualTo(8);
    assertThat(backend.app().largestWindow("get_group_info")).isZero();
  }

  @Test
  @DisplayName("the list of all groups may be read once a second")
  void groupListQuota() {
    String list = "group_open_http_svc/get_appid_group_list";
    List<Integer> codes = List.of(client.code(list, "{}"), client.code(list, "{}"));
    assertThat(codes).containsExactly(0, 60007);
  }
}
