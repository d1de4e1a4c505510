package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ManagementSettings;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.Routes;
import dev.headroom.manage.api.AllResources.FailingStore;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A call whose work takes too long")
class SlowAnswerTest {

  private static Vertx vertx;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    Routes routes =
        new Routes(
            List.of(),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            AllResources.over(
                vertx,
                new FailingStore(TimeoutException::new),
                AllResources.serving(14),
                Clock.systemUTC()));
    ManagementVerticle verticle =
        new ManagementVerticle(new ManagementSettings("127.0.0.1", 0, List.of()), routes);
    vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
    port = verticle.port();
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/forget|{\"account\":\"kim\"}|504|goes-on",
        "/api/jobs/redrive|{}|504|goes-on",
        "/api/groups/14/g/plan|{}|504|plan-too-slow",
        "/api/jobs/14/g/redrive|{}|503|store-unavailable",
      })
  @DisplayName("is told whether it goes on")
  void told(String path, String body, int status, String code) throws Exception {
    HttpResponse<String> reply =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(new JsonObject(reply.body()).getString("code")).isEqualTo(code);
  }
}
