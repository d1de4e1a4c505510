package dev.headroom.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The doctor on the way to the callback port")
class PublicUrlCheckTest {

  private static final String OK = "{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0}";

  private Vertx vertx;
  private HttpUrl management;
  private volatile boolean isSeen = true;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    int port = serve(new HttpServerOptions(), this::stats);
    management = new HttpUrl(false, "127.0.0.1", port, "");
  }

  @AfterEach
  void close() throws Exception {
    Patients.result(vertx.close());
  }

  private int serve(HttpServerOptions options, Handler<HttpServerRequest> handler)
      throws Exception {
    return Patients.result(
            vertx
                .createHttpServer(options.setHost("localhost").setPort(0))
                .requestHandler(handler)
                .listen())
        .actualPort();
  }

  private static void answer(HttpServerRequest request, int status, String body) {
    request.response().setStatusCode(status).end(body).otherwiseEmpty();
  }

  private void stats(HttpServerRequest request) {
    JsonArray probes = new JsonArray();
    if (isSeen) {
      seen.forEach(
          id -> probes.add(new JsonObject().put("id", id).put("remoteAddress", "10.0.0.5")));
    }
    answer(request, 200, new JsonObject().put("probes", probes).encode());
  }

  /** Takes a callback as Headroom does. */
  private void take(HttpServerRequest request) {
    seen.add(request.getParam("CallbackCommand").replace("Headroom.Probe.", ""));
    answer(request, 200, OK);
  }

  private Report probe(String url, TrustOptions trust) throws Exception {
    HttpUrl target = HttpUrl.parse(url).orElseThrow();
    Doctor doctor =
        new Doctor(
            vertx, Patients.settings(Patients.app("http://127.0.0.1:1")), Clock.systemUTC(), trust);
    Report report = Patients.result(doctor.signInAndProbe(List.of(), target, management)).get(0);
    assertThat(report.inLines()).doesNotContain("Sign=", Patients.TOKEN, Patients.KEY);
    // What is said of Chat, where nobody is here, is left out.
    return new Report("", report.findings().subList(1, report.findings().size()));
  }

  private String wrong(String url, TrustOptions trust) throws Exception {
    Report report = probe(url, trust);
    assertThat(report.isWell()).as(report.inLines()).isFalse();
    return report.inLines();
  }

  @Test
  @DisplayName("arrives through TLS, and says from where and how soon")
  void tls(@TempDir Path folder) throws Exception {
    PfxOptions key = Certificates.localhost(folder);
    int port = serve(new HttpServerOptions().setSsl(true).setKeyCertOptions(key), this::take);
    String url = "https://localhost:" + port + "/im/callback";
    Report report = probe(url, key);
    assertThat(report.isWell()).isTrue();
    assertThat(report.inLines())
        .contains(
            "ok     callbacks: the probe through "
                + url
                + " arrived, from 10.0.0.5, and was answered");
    assertThat(report.inLines()).doesNotContain("plain http");
  }

  @Test
  @DisplayName("names what is wrong with a certificate")
  void certificates(@TempDir Path folder) throws Exception {
    PfxOptions right = Certificates.localhost(folder);
    PfxOptions other = Certificates.elsewhere(folder);
    assertThat(wrong(tlsUrl(right), null)).contains("TLS: nobody this machine trusts");
    assertThat(wrong(tlsUrl(other), other))
        .contains("TLS: the certificate is made for another name");
    assertThat(seen).isEmpty();
  }

  private String tlsUrl(PfxOptions key) throws Exception {
    int port = serve(new HttpServerOptions().setSsl(true).setKeyCertOptions(key), this::take);
    return "https://localhost:" + port + "/im/callback";
  }

  @Test
  @DisplayName("names the place where it was lost: DNS, connection, TLS, reply")
  void lost() throws Exception {
    assertThat(wrong("http://chat.example.invalid/im/callback", null))
        .contains("DNS: the name chat.example.invalid is not known");
    int dead;
    try (ServerSocket socket = new ServerSocket(0)) {
      dead = socket.getLocalPort();
    }
    assertThat(wrong("http://127.0.0.1:" + dead + "/im/callback", null))
        .contains("connection: nobody listens at 127.0.0.1:" + dead);
    int plain = serve(new HttpServerOptions(), this::take);
    assertThat(wrong("https://localhost:" + plain + "/im/callback", null))
        .contains("TLS: localhost:" + plain + " does not speak TLS");
    int closing =
        Patients.result(
                vertx
                    .createNetServer(new NetServerOptions().setHost("localhost"))
                    .connectHandler(
                        socket -> socket.handler(part -> socket.close().otherwiseEmpty()))
                    .listen(0))
            .actualPort();
    assertThat(wrong("http://localhost:" + closing + "/im/callback", null))
        .contains("reply: localhost:" + closing + " closed the connection");
  }

  @ParameterizedTest
  @CsvSource({
    "401, without a login of its own",
    "403, without a login of its own",
    "404, it is not Headroom that says so",
    "405, Let the proxy pass POST",
    "502, it does not reach it",
    "503, it does not reach it",
    "418, HTTP status 418 from something before Headroom",
    "200, not that of a Headroom"
  })
  @DisplayName("tells the replies of a proxy from Headroom's own")
  void proxy(int status, String words) throws Exception {
    int port = serve(new HttpServerOptions(), request -> answer(request, status, "<html>"));
    assertThat(wrong("http://localhost:" + port + "/im/callback", null)).contains(words);
  }

  @Test
  @DisplayName("does not follow a redirect, and says where it leads without the query")
  void redirect() throws Exception {
    int port =
        serve(
            new HttpServerOptions(),
            request -> {
              request.response().putHeader("Location", "https://x/y?" + request.query());
              answer(request, 301, "");
            });
    assertThat(wrong("http://localhost:" + port + "/im/callback", null))
        .contains("a redirect to https://x/y\n");
  }

  @Test
  @DisplayName("says when the reply was right but came from another service")
  void elsewhere() throws Exception {
    isSeen = false;
    int port = serve(new HttpServerOptions(), this::take);
    assertThat(wrong("http://localhost:" + port + "/im/callback", null))
        .contains("answered, but not by the service whose management port is " + management);
  }

  @Test
  @DisplayName("says when the management port cannot be asked")
  void noManagement() throws Exception {
    int port = serve(new HttpServerOptions(), this::take);
    int refusing = serve(new HttpServerOptions(), request -> answer(request, 401, ""));
    management = new HttpUrl(false, "127.0.0.1", refusing, "");
    String url = "http://localhost:" + port + "/im/callback";
    assertThat(wrong(url, null)).contains("does not take the token");
    int other = serve(new HttpServerOptions(), request -> answer(request, 404, ""));
    management = new HttpUrl(false, "127.0.0.1", other, "");
    assertThat(wrong(url, null)).contains("there is no Headroom's management port");
    int json = serve(new HttpServerOptions(), request -> answer(request, 200, "{}"));
    management = new HttpUrl(false, "127.0.0.1", json, "");
    assertThat(wrong(url, null)).contains("there is no Headroom's management port");
    management = new HttpUrl(false, "127.0.0.1", 1, "");
    assertThat(wrong(url, null)).contains("nobody listens at 127.0.0.1:1");
  }

  @Test
  @DisplayName("says when the reply came too late for Tencent")
  void slow() throws Exception {
    int port =
        serve(
            new HttpServerOptions(),
            request -> {
              Future<Void> later = vertx.timer(2_050).mapEmpty();
              later.onSuccess(now -> take(request));
            });
    assertThat(wrong("http://localhost:" + port + "/im/callback", null))
        .containsPattern("wrong  callbacks: the reply took 2\\.\\d+ s, Tencent waits for 2 s")
        .contains("arrived");
  }

  @Test
  @DisplayName("notes plain http, and refuses what the console would not store")
  void form() throws Exception {
    int port = serve(new HttpServerOptions(), this::take);
    Report plain = probe("http://localhost:" + port + "/im/callback", null);
    assertThat(plain.isWell()).isTrue();
    assertThat(plain.inLines()).contains("note   callbacks: the URL is plain http");
    assertThat(wrong("http://localhost:" + port + "/im/callback?secret=1", null))
        .contains("? & $ !", "arrived");
    assertThat(wrong("http://localhost:" + port + "/im callback", null))
        .contains("? & $ !")
        .doesNotContain("closed the connection");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost/x, true",
    "http://127.1.2.3/x, true",
    "https://10.0.0.8/x, true",
    "https://172.20.1.1/x, true",
    "https://192.168.1.1/x, true",
    "https://[::1]/x, true",
    "https://[fd00::8]/x, true",
    "https://172.32.1.1/x, false",
    "https://10.example.com/x, false",
    "https://203.0.113.7/x, false",
    "https://fd.example.com/x, false",
    "https://[2001:db8::7]/x, false"
  })
  @DisplayName("knows the addresses that Tencent cannot reach")
  void inside(String url, boolean isInside) {
    assertThat(HttpUrl.parse(url).orElseThrow().isInside()).isEqualTo(isInside);
  }

  @Test
  @DisplayName("says that an address of this network is no address for the console")
  void noteOfInside() throws Exception {
    int port = serve(new HttpServerOptions(), this::take);
    Report report = probe("http://127.0.0.1:" + port + "/im/callback", null);
    assertThat(report.isWell()).isTrue();
    assertThat(report.inLines()).contains("note   callbacks: Tencent cannot reach 127.0.0.1");
  }

  @Test
  @DisplayName("tells another JSON service from Headroom")
  void otherService() throws Exception {
    int port =
        serve(
            new HttpServerOptions(),
            request -> answer(request, 200, "{\"ErrorCode\":60009,\"ErrorInfo\":\"?\"}"));
    assertThat(wrong("http://localhost:" + port + "/im/callback", null))
        .contains("not that of a Headroom");
  }
}
