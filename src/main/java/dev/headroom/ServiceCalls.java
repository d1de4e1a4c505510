package dev.headroom;

import dev.headroom.config.ManagementSettings;
import dev.headroom.doctor.HttpUrl;
import dev.headroom.report.Report.CallsUsed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many REST calls a running service has made: only its metrics know. */
final class ServiceCalls {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Pattern CALLS =
      Pattern.compile("(?m)^headroom_calls_total\\{[^}]*api=\"([^\"]*)\"[^}]*} (\\S+)");

  private ServiceCalls() {}

  /** Asks the service of that configuration, if it runs here; fails with why it could not. */
  static Future<CallsUsed> read(Vertx vertx, ManagementSettings management) {
    if (management.tls() != null) {
      return Future.failedFuture("its management port speaks TLS");
    }
    if (management.port() == 0) {
      return Future.failedFuture("management.port is any free one");
    }
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout((int) PATIENCE.toMillis()));
    return get(client, management, "/api/stats")
        .compose(
            stats ->
                get(client, management, "/metrics")
                    .map(
                        metrics ->
                            new CallsUsed(
                                new JsonObject(stats).getInstant("since"),
                                calls(metrics.toString()))))
        .eventually(client::close);
  }

  private static Future<Buffer> get(HttpClient client, ManagementSettings management, String path) {
    HttpUrl url = HttpUrl.local(false, management.host(), management.port(), path);
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(url.toString())
            .setTimeout(PATIENCE.toMillis());
    if (!management.tokens().isEmpty()) {
      options.putHeader(
          HttpHeaders.AUTHORIZATION, "Bearer " + management.tokens().get(0).token().reveal());
    }
    return client
        .request(options)
        .compose(request -> request.send())
        .compose(ServiceCalls::body)
        .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    return response.statusCode() == 200
        ? response.body()
        : Future.failedFuture("it answered " + response.statusCode());
  }

  static Map<String, Long> calls(String metrics) {
    Map<String, Long> calls = new TreeMap<>();
    Matcher line = CALLS.matcher(metrics);
    while (line.find()) {
      calls.merge(line.group(1), (long) Double.parseDouble(line.group(2)), Long::sum);
    }
    return calls;
  }
}
