package dev.headroom.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.AppSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.config.TestCertificate;
import dev.headroom.doctor.Doctor;
import dev.headroom.doctor.HttpUrl;
import dev.headroom.doctor.Report;
import dev.headroom.node.Node;
import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The doctor and the running service")
class DoctorTest {

  private static final String TOKEN = "callback-token";
  private static final String READ = "read-token";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path folder;
  private static Vertx vertx;
  private static SandboxBackend backend;
  private static Settings settings;
  private static Node service;
  private static HttpUrl callbacks;
  private static HttpUrl management;

  @BeforeAll
  static void open() throws Exception {
    vertx = Vertx.vertx();
    backend = NodeInProcess.backend(vertx);
    settings = settings(backend.app().sdkAppId(), TOKEN, READ, "/im/callback");
    service = result(Node.start(vertx, settings));
    callbacks = at(service.callbackPort(), "/im/callback");
    management = at(service.managementPort(), "");
  }

  @AfterAll
  static void close() throws Exception {
    result(service.stop());
    result(vertx.close());
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static Settings settings(long app, String token, String read, String path)
      throws Exception {
    return SettingsLoader.parse(
        String.join(
            "\n",
            "server: { host: 127.0.0.1, port: 0, instances: 2, path: " + path + " }",
            "apps:",
            "  - sdkAppId: " + app,
            "    secretKey: " + backend.app().secretKey(),
            "    callbackTokens: [" + token + "]",
            "    api: " + backend.url(),
            "jobs: { url: \"jdbc:sqlite:" + folder.resolve("headroom.db") + "\" }",
            "prune: { mode: enforce, minSeats: 0 }",
            "management:",
            "  host: 127.0.0.1",
            "  port: 0",
            "  tokens:",
            "    - { name: hands, token: operate-token, role: operate }",
            "    - { name: eyes, token: " + read + ", role: read }"),
        "test",
        Map.of());
  }

  private static HttpUrl at(int port, String path) {
    return HttpUrl.parse("http://127.0.0.1:" + port + path).orElseThrow();
  }

  private static Report probe(Settings by, HttpUrl url) throws Exception {
    Doctor doctor = new Doctor(vertx, by, Clock.systemUTC());
    return result(doctor.signInAndProbe(List.of(), url, management)).get(0);
  }

  private static HttpResponse<String> ask(String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(management + "/api/stats")).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject stats() throws Exception {
    HttpResponse<String> response = ask("Authorization", "Bearer " + READ);
    assertThat(response.statusCode()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private static int post(String pathAndQuery) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + service.callbackPort() + pathAndQuery))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  @DisplayName("A probe goes through, and no job comes of it")
  void probes() throws Exception {
    Report report = probe(settings, callbacks);
    assertThat(report.isWell()).as(report.inLines()).isTrue();
    assertThat(report.inLines())
        .contains("ok     Chat: signed in to " + backend.url())
        .contains("ok     callbacks: the probe through " + callbacks + " arrived, from 127.0.0.1");
    JsonObject stats = stats();
    assertThat(stats.getJsonArray("probes")).isNotEmpty();
    assertThat(stats.getJsonArray("apps").getJsonObject(0).getJsonObject("lastCallback"))
        .isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1400000000, callback-token, /elsewhere, path (404): Headroom got it at another path",
    "1400000000, other-token, /im/callback, has another token than callbackTokens here",
    "1400000009, callback-token, /im/callback, does not serve app 1400000009"
  })
  @DisplayName("What the service refuses is named as the service sees it")
  void refused(long app, String token, String path, String words) throws Exception {
    Settings other = settings(app, token, READ, "/im/callback");
    Report report = probe(other, at(service.callbackPort(), path));
    assertThat(report.isWell()).isFalse();
    assertThat(report.inLines()).contains(words).doesNotContain(token + " ", "Sign=");
  }

  @Test
  @DisplayName("A probe that is unsigned or signed an hour ago is named as such")
  void signatures() throws Exception {
    Doctor late =
        new Doctor(vertx, settings, Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));
    assertThat(result(late.signInAndProbe(List.of(), callbacks, management)).get(0).inLines())
        .contains("the clocks of this machine and of Headroom's");
    AppSettings app = settings.apps().get(0);
    AppSettings unsigned =
        new AppSettings(
            app.sdkAppId(),
            app.identifier(),
            app.secretKey(),
            List.of(),
            true,
            app.api(),
            app.callsPerSecond(),
            app.callsPerSecondFor());
    Doctor doctor = new Doctor(vertx, settings, Clock.systemUTC());
    assertThat(result(doctor.call(unsigned, "g", callbacks)).inLines())
        .contains("signature (401): it was missing");
  }

  @Test
  @DisplayName("The wrong port and the wrong management token are named")
  void ports() throws Exception {
    assertThat(probe(settings, at(1, "/im/callback")).inLines())
        .contains("nobody listens at 127.0.0.1:1");
    Settings stranger = settings(backend.app().sdkAppId(), TOKEN, "stranger", "/im/callback");
    assertThat(probe(stranger, callbacks).inLines())
        .contains("does not take the token")
        .doesNotContain("stranger");
  }

  @Test
  @DisplayName(
      "Ports that speak TLS are found on this machine, whatever name their certificate has")
  void tls(@TempDir Path own) throws Exception {
    TestCertificate certificate = TestCertificate.rsa();
    Files.writeString(own.resolve("tls.crt"), certificate.pem());
    Files.writeString(own.resolve("tls.key"), certificate.key());
    String tls =
        ", tls: { certificate: "
            + own.resolve("tls.crt")
            + ", key: "
            + own.resolve("tls.key")
            + "}";
    Node service = result(Node.start(vertx, withTls(own, 0, tls, 0, "")));
    Settings known = withTls(own, service.callbackPort(), tls, service.managementPort(), "");
    Doctor doctor = new Doctor(vertx, known, Clock.systemUTC());
    HttpUrl local = doctor.localCallbacks();
    assertThat(local).hasToString("https://127.0.0.1:" + service.callbackPort() + "/im/callback");
    Report called = result(doctor.call(known.apps().get(0), "no such group", local));
    assertThat(called.isWell()).as(called.inLines()).isTrue();
    HttpUrl localhost = HttpUrl.parse(local.toString().replace("127.0.0.1", "localhost")).get();
    assertThat(result(doctor.call(known.apps().get(0), "no such group", localhost)).inLines())
        .contains("TLS: nobody this machine trusts");
    result(service.stop());

    service = result(Node.start(vertx, withTls(own, 0, "", 0, tls)));
    known = withTls(own, service.callbackPort(), "", service.managementPort(), tls);
    doctor = new Doctor(vertx, known, Clock.systemUTC());
    Report probed =
        result(doctor.signInAndProbe(List.of(), doctor.localCallbacks(), doctor.localManagement()))
            .get(0);
    assertThat(probed.isWell()).as(probed.inLines()).isTrue();
    result(service.stop());
  }

  private static Settings withTls(
      Path own, int port, String tls, int managementPort, String managementTls) throws Exception {
    return SettingsLoader.parse(
        String.join(
            "\n",
            "server: { host: 127.0.0.1, port: " + port + tls + " }",
            "apps:",
            "  - sdkAppId: " + backend.app().sdkAppId(),
            "    secretKey: " + backend.app().secretKey(),
            "    callbackTokens: [" + TOKEN + "]",
            "    api: " + backend.url(),
            "jobs: { url: \"jdbc:sqlite:" + own.resolve("tls.db") + "\" }",
            "sweep: off",
            "management: { host: 127.0.0.1, port: " + managementPort + managementTls + " }"),
        "test",
        Map.of());
  }

  @Test
  @DisplayName("A callback sent by hand lets a full group be pruned, and the reply is shown")
  void callback() throws Exception {
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    SandboxGroup group = backend.app().group("by hand", GroupType.PUBLIC).max(20).owner("o");
    group.add(19, "m", (member, i) -> member.joined(longAgo).spoke(longAgo));
    Doctor doctor = new Doctor(vertx, settings, Clock.systemUTC());
    Report report = result(doctor.call(settings.apps().get(0), group.id(), callbacks));
    assertThat(report.isWell()).isTrue();
    assertThat(report.inLines())
        .startsWith("app 1400000000, group by hand to " + callbacks)
        .containsPattern("note   HTTP status 200 after \\d+\\.\\d+ s")
        .contains("\"ErrorCode\":0")
        .contains("ok     taken");
    await().until(() -> group.memberNum() < 20);
    Report wrong = result(doctor.call(settings.apps().get(0), group.id(), at(1, "/x")));
    assertThat(wrong.isWell()).isFalse();
  }

  @Test
  @DisplayName("The statistics keep the last 20 refusals, with their cause and without their query")
  void refusals() throws Exception {
    for (int i = 0; i < 25; i++) {
      assertThat(post("/wrong/" + i + "?Sign=secret")).isEqualTo(404);
    }
    String query = "?SdkAppid=" + backend.app().sdkAppId() + "&CallbackCommand=x&contenttype=json";
    assertThat(post("/im/callback" + query)).isEqualTo(401);
    await()
        .untilAsserted(
            () -> {
              JsonArray refusals = stats().getJsonArray("refusals");
              assertThat(refusals).hasSize(20);
              JsonObject last = refusals.getJsonObject(0);
              assertThat(last.getLong("sdkAppId")).isEqualTo(backend.app().sdkAppId());
              assertThat(last.getString("cause")).startsWith("Sign is missing");
              assertThat(last.getString("path")).isEqualTo("/im/callback");
              assertThat(refusals.getJsonObject(1).getString("path")).isEqualTo("/wrong/24");
            });
    assertThat(ask("Authorization", "Bearer " + READ).body())
        .doesNotContain("Sign=", "secret", TOKEN, backend.app().secretKey());
  }

  @Test
  @DisplayName("The statistics are for those with a token")
  void tokens() throws Exception {
    assertThat(ask().statusCode()).isEqualTo(401);
    assertThat(ask("Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(ask("Authorization", "Bearer operate-token").statusCode()).isEqualTo(200);
  }
}
