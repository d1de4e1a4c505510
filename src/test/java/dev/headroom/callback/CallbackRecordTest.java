package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("What the callback port has seen")
class CallbackRecordTest {

  private static final long OTHER = 1400000001L;

  private CallbackPort port;

  @BeforeEach
  void open() {
    port =
        new CallbackPort(
            Calls.settings(
                0, Calls.app(Calls.APP, false, Calls.TOKEN), Calls.app(OTHER, false, "other")),
            2,
            CallbackPort.PATIENT);
  }

  @AfterEach
  void close() {
    port.close();
  }

  private static Calls full() {
    return Calls.fullAt(CallbackPort.NOW);
  }

  private CallbackRecord.App app(int index) {
    return port.watch.report().apps().get(index);
  }

  /** A call, written down by the time this returns: that comes right after the reply. */
  private RawClient.Reply call(Calls call) throws IOException {
    long before = seen();
    RawClient.Reply reply = port.call(call);
    awaitSeen(before + 1);
    return reply;
  }

  private void awaitSeen(long callbacks) {
    await().pollInterval(Duration.ofMillis(1)).until(() -> seen() >= callbacks);
  }

  private long seen() {
    CallbackRecord.Report report = port.watch.report();
    return Stream.concat(
            report.apps().stream().map(CallbackRecord.App::results), Stream.of(report.unknownApp()))
        .flatMap(results -> results.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  private CallbackRecord.Refusal lastRefusal() {
    return port.watch.report().refusals().get(0);
  }

  @Test
  @DisplayName("is nothing at the start")
  void nothing() {
    CallbackRecord.Report report = port.watch.report();
    assertThat(report.since()).isEqualTo(Instant.ofEpochSecond(CallbackPort.NOW));
    assertThat(report.apps())
        .containsExactly(
            new CallbackRecord.App(Calls.APP, null, Map.of()),
            new CallbackRecord.App(OTHER, null, Map.of()));
    assertThat(report.refusals()).isEmpty();
    assertThat(report.probes()).isEmpty();
    assertThat(report.unknownApp()).isEmpty();
  }

  @Test
  @DisplayName("counts replies for each app and names its last rightly signed callback")
  void counts() throws IOException {
    for (int i = 0; i < 10; i++) {
      call(full());
    }
    port.now(CallbackPort.NOW + 3);
    call(full().with("CallbackCommand", "State.StateChange"));
    port.now(CallbackPort.NOW + 5);
    call(full().signed("wrong", "1669872112"));
    call(full().path("/elsewhere"));
    assertThat(app(0))
        .isEqualTo(
            new CallbackRecord.App(
                Calls.APP,
                new CallbackRecord.Last(
                    Instant.ofEpochSecond(CallbackPort.NOW + 3), "State.StateChange"),
                Map.of("accepted", 10L, "ignored", 1L, "bad_signature", 1L)));
    assertThat(app(1)).isEqualTo(new CallbackRecord.App(OTHER, null, Map.of()));
    assertThat(port.watch.report().unknownApp()).containsExactly(Map.entry("not_found", 1L));
    port.now(CallbackPort.NOW + 7);
    call(full());
    assertThat(app(0).last().command()).isEqualTo(Calls.FULL);
  }

  @Test
  @DisplayName("keeps the last 20 refusals, the newest first")
  void bound() throws IOException {
    for (int i = 0; i < 30; i++) {
      port.now(CallbackPort.NOW + i);
      call(full().path("/wrong/" + i));
    }
    assertThat(port.watch.report().refusals())
        .hasSize(20)
        .extracting(CallbackRecord.Refusal::path)
        .startsWith("/wrong/29", "/wrong/28")
        .endsWith("/wrong/10");
    assertThat(port.watch.report().unknownApp()).containsExactly(Map.entry("not_found", 30L));
  }

  static Stream<Arguments> causes() {
    return Stream.of(
        cause("not_found", "server.path", false, call -> call.path("/im/other")),
        cause("method", "is GET", false, call -> call.method("GET")),
        cause("not_our_app", "missing or unreadable", false, call -> call.without("SdkAppid")),
        cause(
            "not_our_app",
            "1400000009 is not in apps",
            false,
            call -> call.with("SdkAppid", "1400000009")),
        cause("missing_signature", "Sign is missing", true, call -> call.without("Sign")),
        cause(
            "missing_signature",
            "RequestTime is missing",
            true,
            call -> call.without("RequestTime")),
        cause(
            "bad_signature",
            "none of this app's callbackTokens",
            true,
            call -> call.signed("no", "1669872110")),
        cause("bad_signature", "2 s behind", true, call -> call.signed("no", "1669872110")),
        cause(
            "bad_signature", "no number of seconds", true, call -> call.signed(Calls.TOKEN, "now")),
        cause("bad_signature", "came twice", true, call -> call.then("&Sign=0")),
        cause("stale", "88 s ahead of", true, call -> call.signed(Calls.TOKEN, "1669872200")),
        cause("bad_request", "came twice", true, call -> call.then("&ClientIP=10.0.0.1")),
        cause("bad_request", "not one UTF-8 JSON object", true, call -> call.body("{")),
        cause("bad_request", "differ", true, call -> call.body("{\"CallbackCommand\":\"x\"}")),
        cause(
            "bad_request",
            "GroupId",
            true,
            call -> call.body("{\"CallbackCommand\":\"" + Calls.FULL + "\"}")),
        cause(
            "too_large",
            "server.maxBody",
            false,
            call -> call.body("x".repeat(Calls.MAX_BODY + 1))));
  }

  private static Arguments cause(
      String result, String words, boolean isAppKnown, UnaryOperator<Calls> change) {
    return Arguments.of(result, words, isAppKnown, change);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("causes")
  @DisplayName("has the true cause of a refusal, and nothing of its query")
  void refusalCause(String result, String words, boolean isAppKnown, UnaryOperator<Calls> change)
      throws IOException {
    Calls call = change.apply(full());
    int status = call(call).status();
    CallbackRecord.Refusal refusal = lastRefusal();
    assertThat(refusal.result()).isEqualTo(result);
    assertThat(refusal.status()).isEqualTo(status);
    assertThat(refusal.cause()).contains(words).doesNotContain("Sign=", Calls.TOKEN);
    assertThat(refusal.sdkAppId()).isEqualTo(isAppKnown ? Calls.APP : null);
    assertThat(refusal.remoteAddress()).isEqualTo("127.0.0.1");
    assertThat(refusal.path()).isEqualTo(call.uri().replaceAll("\\?.*", ""));
    assertThat(refusal.at()).isEqualTo(Instant.ofEpochSecond(CallbackPort.NOW));
  }

  @Test
  @DisplayName("has what could not be stored, and what is not HTTP at all")
  void others() throws IOException {
    port.intake(event -> Future.failedFuture("disk full"));
    call(full());
    assertThat(lastRefusal().cause()).contains("jobs.ackDeadline");
    port.now(CallbackPort.NOW + 1);
    try (RawClient client = port.connect()) {
      client.send("\u0016\u0003\u0001 no HTTP\r\n\r\n");
      client.read();
    }
    awaitSeen(2);
    assertThat(lastRefusal().cause()).contains("TLS sent to the plain port");
    assertThat(lastRefusal().sdkAppId()).isNull();
  }

  @Test
  @DisplayName("has the last 20 probes, which do no harm")
  void probes() throws IOException {
    Probe first = Probe.next();
    call(full().with("CallbackCommand", first.command()).body("{}"));
    assertThat(port.watch.report().probes())
        .containsExactly(
            new CallbackRecord.ProbeSeen(
                Instant.ofEpochSecond(CallbackPort.NOW), first.id(), Calls.APP, "127.0.0.1"));
    for (int i = 1; i <= 20; i++) {
      port.now(CallbackPort.NOW + i);
      call(full().with("CallbackCommand", Probe.next().command()).body("{}"));
    }
    assertThat(port.watch.report().probes())
        .hasSize(20)
        .extracting(CallbackRecord.ProbeSeen::id)
        .doesNotContain(first.id());
    assertThat(port.events).isEmpty();
  }

  @Test
  @DisplayName("does not take a probe without a signature for one")
  void unsignedProbe() throws IOException {
    call(full().with("CallbackCommand", Probe.next().command()).without("Sign").body("{}"));
    assertThat(port.watch.report().probes()).isEmpty();
    assertThat(port.watch.report().refusals()).hasSize(1);
  }

  @Test
  @DisplayName("shows no command that is not printable")
  void unprintable() throws IOException {
    call(full().with("CallbackCommand", "%00%01"));
    assertThat(app(0).last().command()).isNull();
  }
}
