package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ManagementSettings;
import dev.headroom.config.ManagementSettings.Role;
import dev.headroom.config.ManagementSettings.Token;
import dev.headroom.config.yaml.Secret;
import dev.headroom.manage.ConsoleFiles;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.Routes;
import dev.headroom.manage.api.AllResources.FailingStore;
import dev.headroom.store.Store;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Console and live feed, asked in odd ways")
class OddRequestsTest {

  private static Vertx vertx;
  private static int open;
  private static int locked;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    open = deploy(List.of());
    locked = deploy(List.of(new Token("eyes", new Secret("read-secret"), Role.READ)));
  }

  private static int deploy(List<Token> tokens) throws Exception {
    Store store = new FailingStore(() -> new AssertionError("not asked for"));
    Routes routes =
        new Routes(
            List.of(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            List.of(new ConsoleFiles(), new Feed(store, Clock.systemUTC())));
    ManagementVerticle verticle =
        new ManagementVerticle(new ManagementSettings("127.0.0.1", 0, tokens), routes);
    vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
    return verticle.port();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  /** The whole answer, once the connection is closed. */
  private static String raw(int port, String line, String... headers) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      String head = line + " HTTP/1.1\r\nConnection: close\r\nHost: localhost:" + port + "\r\n";
      String rest = headers.length == 0 ? "\r\n" : String.join("\r\n", headers) + "\r\n\r\n";
      socket.getOutputStream().write((head + rest).getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html",
    "/console/main.js, text/javascript",
    "/console/main.js/, text/javascript",
    "/console/console.css/, text/css",
  })
  @DisplayName("a file is found with a slash behind its name too")
  void slashes(String path, String type) throws IOException {
    assertThat(raw(locked, "GET " + path))
        .startsWith("HTTP/1.1 200 ")
        .containsIgnoringCase("content-type: " + type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OPTIONS *", "GET api/stats", "GET metrics", "GET x", "GET ?a"})
  @DisplayName("what is no path is a 400, with a token or without")
  void noPath(String line) throws IOException {
    for (int port : List.of(open, locked)) {
      assertThat(raw(port, line)).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad-request\"");
    }
  }

  @Test
  @DisplayName("HEAD of the live feed tells its headers and ends, however often it is asked")
  void head() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(raw(locked, "HEAD /api/events", "Authorization: Bearer read-secret"))
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("content-type: text/event-stream")
          .endsWith("\r\n\r\n");
    }
    assertThat(raw(locked, "HEAD /api/events")).startsWith("HTTP/1.1 401 ");
  }
}
