package dev.headroom.cli;

import dev.headroom.config.ManagementSettings;
import dev.headroom.config.TlsSettings;
import dev.headroom.doctor.HttpProbe;
import dev.headroom.doctor.HttpUrl;
import dev.headroom.report.Report.CallsUsed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many REST calls a running service has made: only its metrics know. */
final class ServiceCalls {

  private static final Pattern CALLS =
      Pattern.compile("(?m)^headroom_calls_total\\{[^}]*api=\"([^\"]*)\"[^}]*} (\\S+)");

  private ServiceCalls() {}

  /** Asks the service of that configuration, if it runs here; fails with why it could not. */
  static Future<CallsUsed> read(Vertx vertx, ManagementSettings management) {
    if (management.port() == 0) {
      return Future.failedFuture("management.port is any free one");
    }
    TlsSettings tls = management.tls();
    HttpProbe http =
        tls == null ? new HttpProbe(vertx, null) : HttpProbe.toOurs(vertx, tls.chain());
    return get(http, management, "/api/stats")
        .compose(
            stats ->
                get(http, management, "/metrics")
                    .map(
                        metrics ->
                            new CallsUsed(
                                new JsonObject(stats).getInstant("since"), calls(metrics))));
  }

  private static Future<String> get(HttpProbe http, ManagementSettings management, String path) {
    HttpUrl url =
        HttpUrl.local(management.tls() != null, management.host(), management.port(), path);
    return http.get(url, HttpProbe.toLook(management.tokens()))
        .compose(
            answer ->
                answer.status() == 200
                    ? Future.succeededFuture(answer.body())
                    : Future.failedFuture("it answered " + answer.status()));
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
