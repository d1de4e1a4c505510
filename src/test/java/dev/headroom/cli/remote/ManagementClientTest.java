package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.config.TestCertificate;
import dev.headroom.config.TlsSettings;
import dev.headroom.config.yaml.Secret;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManagementClientTest {

  private Vertx vertx;
  private int status;
  private String body;
  private final AtomicReference<String> seen = new AtomicReference<>();

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private int listen(HttpServerOptions options) throws Exception {
    HttpServer server = vertx.createHttpServer(options).requestHandler(this::answer);
    return server
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS)
        .actualPort();
  }

  private void answer(HttpServerRequest request) {
    seen.set(request.method() + " " + request.uri() + " " + request.getHeader("Authorization"));
    request
        .body()
        .compose(read -> request.response().setStatusCode(status).end(body))
        .onFailure(gone -> seen.set(gone.toString()));
  }

  private ManagementClient service(String token) throws Exception {
    return new ManagementClient(
        URI.create("http://127.0.0.1:" + listen(new HttpServerOptions()) + "/"), token, null);
  }

  private static ServiceException refusal(ManagementClient service) {
    return catchThrowableOfType(ServiceException.class, () -> service.get(ApiPath.of("stats")));
  }

  private ServiceException refusal(int code, String text) throws Exception {
    status = code;
    body = text;
    return refusal(service("secret"));
  }

  private static String error(String code) {
    return new JsonObject()
        .put("code", code)
        .put("message", "the message")
        .put("remedy", "the remedy")
        .encode();
  }

  @Test
  @DisplayName("Ids are percent-encoded in paths, and the token goes into the header alone")
  void sends() throws Exception {
    status = 200;
    body = "{\"a\":\"é\"}";
    ManagementClient service = service("secret");
    Answer answer = service.post(ApiPath.of("groups", 1L, "@TGS#a/b c?", "plan"), new JsonObject());
    assertThat(seen).hasValue("POST /api/groups/1/%40TGS%23a%2Fb%20c%3F/plan Bearer secret");
    assertThat(answer.asciiJson()).isEqualTo("{\"a\":\"\\u00e9\"}");
    service.get(ApiPath.of("runs").with("group", "a&b").with("after", null).with("limit", 5));
    assertThat(seen).hasValue("GET /api/runs?group=a%26b&limit=5 Bearer secret");
  }

  @Test
  @DisplayName("A refusal tells the service's message and remedy; a bad request is a wrong usage")
  void refusals() throws Exception {
    assertThat(refusal(409, error("not-dead")))
        .hasMessage("409: the message\n  The remedy.")
        .extracting(ServiceException::exitCode)
        .isEqualTo(1);
    assertThat(refusal(400, error("bad-limit")).exitCode()).isEqualTo(2);
    assertThat(refusal(401, error("unauthorized")))
        .hasMessageContaining("does not know this token")
        .hasMessageContaining("HEADROOM_MANAGEMENT_TOKEN");
    assertThat(refusal(404, error("not-found"))).hasMessageContaining("does not know this command");
  }

  @Test
  @DisplayName("Something else that answers is not taken for Headroom")
  void strangers() throws Exception {
    assertThat(refusal(404, "{\"ActionStatus\":\"FAIL\",\"ErrorCode\":40400}"))
        .hasMessageContaining("is not Headroom's management port");
    assertThat(refusal(200, "<html>")).hasMessageContaining("is not Headroom's management port");
    assertThat(refusal(302, "")).hasMessageContaining("is not Headroom's management port");
    assertThat(refusal(502, "<html>")).hasMessageContaining("A proxy answers in its place");
  }

  @Test
  @DisplayName("Nobody there, an unknown name and a port that hangs up are told apart")
  void lost() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(refusal(new ManagementClient(URI.create("http://127.0.0.1:" + free), null, null)))
        .hasMessageContaining("connection refused");
    assertThat(
            refusal(new ManagementClient(URI.create("http://no-such-host.invalid:1"), null, null)))
        .hasMessageContaining("host name");
    int tls = listen(tls(TestCertificate.ec()));
    assertThat(refusal(new ManagementClient(URI.create("http://127.0.0.1:" + tls), null, null)))
        .hasMessageContaining("write https");
    int plain = listen(new HttpServerOptions());
    assertThat(refusal(new ManagementClient(URI.create("https://127.0.0.1:" + plain), null, null)))
        .hasMessageContaining("does not speak TLS");
  }

  private static HttpServerOptions tls(TestCertificate certificate) throws Exception {
    return new TlsSettings(
            "tls.crt",
            "tls.key",
            certificate.pem(),
            new Secret(certificate.key()),
            certificate.certificate().getNotBefore().toInstant(),
            certificate.certificate().getNotAfter().toInstant())
        .applyTo(new HttpServerOptions());
  }

  @Test
  @DisplayName("A certificate of one's own is trusted when it is named, and only then")
  void certificates(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.ec();
    status = 200;
    body = "{}";
    URI url = URI.create("https://localhost:" + listen(tls(certificate)));
    assertThat(refusal(new ManagementClient(url, null, null)))
        .hasMessageContaining("is not trusted here")
        .hasMessageContaining("--ca FILE");
    Path file = Files.writeString(folder.resolve("ca.pem"), certificate.pem());
    assertThat(
            new ManagementClient(url, null, TrustedFile.read(file))
                .get(ApiPath.of("stats"))
                .status())
        .isEqualTo(200);
    assertThatThrownBy(() -> TrustedFile.read(folder.resolve("none.pem")))
        .hasMessageContaining("does not exist");
    Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
    assertThatThrownBy(() -> TrustedFile.read(empty)).hasMessageContaining("no certificate");
  }

  @Test
  @DisplayName("A long answer is read piece by piece, and a refusal instead of it is told")
  void streams() throws Exception {
    status = 200;
    body = "line\n";
    ManagementClient service = service(null);
    assertThat(service.stream(ApiPath.of("export")).readAllBytes())
        .isEqualTo("line\n".getBytes(StandardCharsets.UTF_8));
    status = 403;
    body = error("read-only");
    assertThatThrownBy(() -> service.stream(ApiPath.of("export")))
        .hasMessageContaining("403: the message");
  }

  @Test
  @DisplayName("A sweep that did not begin is said to have not, and no other one is shown")
  void sweepNotBegun() throws Exception {
    status = 200;
    body = "{\"started\":0,\"items\":[{\"sdkAppId\":1,\"state\":\"done\",\"findings\":[]}]}";
    SweepCommand command = new SweepCommand();
    new CommandLine(command)
        .parseArgs("--url", "http://127.0.0.1:" + listen(new HttpServerOptions()));
    assertThatThrownBy(command::call)
        .isInstanceOfSatisfying(
            ServiceException.class, refused -> assertThat(refused.exitCode()).isEqualTo(1))
        .hasMessageContaining("no search has begun")
        .hasMessageContaining("sweep --status");
  }
}
