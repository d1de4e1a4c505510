package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ManagementSettings;
import dev.headroom.config.ManagementSettings.Role;
import dev.headroom.config.ManagementSettings.Token;
import dev.headroom.config.TestCertificate;
import dev.headroom.config.TlsSettings;
import dev.headroom.config.yaml.Secret;
import dev.headroom.report.Report.CallsUsed;
import dev.headroom.system.NodeInProcess;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The calls that a running service has made")
class ServiceCallsTest {

  private static final Instant SINCE = Instant.parse("2026-03-01T00:00:00Z");
  private static final String METRICS =
      """
      headroom_calls_total{api="get_group_info",app="1",result="ok"} 3.0
      headroom_calls_total{api="get_group_info",app="2",result="ok"} 4.0
      """;
  private static final List<Token> TOKENS =
      List.of(
          new Token("ops", new Secret("operator's"), Role.OPERATE),
          new Token("eyes", new Secret("reader's"), Role.READ));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    NodeInProcess.result(vertx.close());
  }

  /** A management port that lets nobody but the reader look. */
  private ManagementSettings serve(TlsSettings tls) throws Exception {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    int port =
        NodeInProcess.result(
                vertx
                    .createHttpServer(tls == null ? options : tls.applyTo(options))
                    .requestHandler(ServiceCallsTest::answer)
                    .listen())
            .actualPort();
    return new ManagementSettings("127.0.0.1", port, TOKENS, tls);
  }

  private static void answer(HttpServerRequest request) {
    boolean isReader = "Bearer reader's".equals(request.getHeader("Authorization"));
    String body = request.path().equals("/metrics") ? METRICS : "{\"since\": \"" + SINCE + "\"}";
    request.response().setStatusCode(isReader ? 200 : 403).end(body).otherwiseEmpty();
  }

  @Test
  @DisplayName("are read with a token that may only read")
  void reader() throws Exception {
    assertThat(NodeInProcess.result(ServiceCalls.read(vertx, serve(null))))
        .isEqualTo(new CallsUsed(SINCE, Map.of("get_group_info", 7L)));
  }

  @Test
  @DisplayName("are read from a port that speaks TLS, by its certificate and whatever its name")
  void tls() throws Exception {
    TestCertificate made = TestCertificate.ec();
    TlsSettings tls =
        new TlsSettings(
            "port.crt",
            "port.key",
            made.pem(),
            new Secret(made.key()),
            made.certificate().getNotBefore().toInstant(),
            made.certificate().getNotAfter().toInstant());
    assertThat(NodeInProcess.result(ServiceCalls.read(vertx, serve(tls))).byApi())
        .containsEntry("get_group_info", 7L);
  }
}
