package dev.headroom.manage.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ManagementSettings;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.Routes;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
            slow(Jobs.class),
            slow(Runs.class),
            () -> new CallbackStats(Instant.EPOCH, List.of(), Map.of(), List.of(), List.of()),
            List.of(
                new Control(
                    slow(Pauses.class),
                    slow(Requests.class),
                    slow(Plans.class),
                    slow(Sweeps.class),
                    slow(Actions.class),
                    Clock.systemUTC()),
                new Undo(
                    slow(Restores.class),
                    slow(Removals.class),
                    slow(Forgetting.class),
                    Clock.systemUTC())));
    ManagementVerticle verticle =
        new ManagementVerticle(new ManagementSettings("127.0.0.1", 0, List.of()), routes);
    vertx.deployVerticle(verticle).await(10, TimeUnit.SECONDS);
    port = verticle.port();
  }

  private static <T> T slow(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> Future.failedFuture(new TimeoutException())));
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
