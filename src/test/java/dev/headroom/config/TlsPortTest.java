package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsPortTest {

  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static TestCertificate first;
  private static TestCertificate second;

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();

  @BeforeAll
  static void make() throws Exception {
    first = TestCertificate.ec();
    second = TestCertificate.rsa();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private TlsSettings settings(TestCertificate certificate) throws Exception {
    certificate.writeTo(folder);
    String files = "{ certificate: F/tls.crt, key: F/tls.key }".replace("F", folder.toString());
    return TestConfig.with("server: { tls: " + files + " }").server().tls();
  }

  private HttpServer serve(TlsSettings tls, SSLEngineOptions engine) throws Exception {
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    return await(
        vertx
            .createHttpServer(tls.applyTo(options, engine))
            .requestHandler(request -> request.response().end(request.version().alpnName()))
            .listen());
  }

  static Stream<SSLEngineOptions> engines() {
    return Stream.of(new JdkSSLEngineOptions(), new OpenSSLEngineOptions())
        .filter(engine -> TlsSettings.isBoringSsl() || engine instanceof JdkSSLEngineOptions);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("BoringSSL is there on Linux")
  void boringSsl() {
    assertThat(TlsSettings.isBoringSsl()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("TLS 1.2 and 1.3 are spoken, 1.1 is not, and HTTP is 1.1")
  void protocols(SSLEngineOptions engine) throws Exception {
    int port = serve(settings(first), engine).actualPort();
    for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
      try (TlsClient client = TlsClient.connect(port, protocol)) {
        assertThat(client.protocol()).isEqualTo(protocol);
        assertThat(client.certificate()).isEqualTo(first.certificate());
        assertThat(client.call(REQUEST)).startsWith("HTTP/1.1 200 OK").endsWith("http/1.1");
      }
    }
    assertThat(TlsClient.takesTls12(port)).isTrue();
    assertThat(TlsClient.takesTls11(port)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("engines")
  @DisplayName("New connections see a renewed certificate, and one that is open goes on")
  void renewal(SSLEngineOptions engine) throws Exception {
    HttpServer server = serve(settings(first), engine);
    try (TlsClient old = TlsClient.connect(server.actualPort())) {
      old.call(REQUEST);
      assertThat(await(server.updateSSLOptions(settings(second).renewal()))).isTrue();
      try (TlsClient young = TlsClient.connect(server.actualPort())) {
        assertThat(young.certificate()).isEqualTo(second.certificate());
        assertThat(young.call(REQUEST)).startsWith("HTTP/1.1 200 OK");
      }
      assertThat(old.call(REQUEST)).startsWith("HTTP/1.1 200 OK");
      assertThat(old.certificate()).isEqualTo(first.certificate());
    }
    assertThat(TlsClient.takesTls12(server.actualPort())).isTrue();
    assertThat(TlsClient.takesTls11(server.actualPort())).isFalse();
  }
}
