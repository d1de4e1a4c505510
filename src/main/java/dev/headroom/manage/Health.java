package dev.headroom.manage;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the process lives, and whether it can do its work. Readiness names each check; why one
 * fails is in the log, for anybody may ask. Used on one context.
 */
final class Health {

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final long TIMEOUT_MILLIS = 2_000;

  private final HealthChecks checks;
  private boolean wasReady = true;

  Health(Vertx vertx, List<Check> ready) {
    checks = HealthChecks.create(vertx);
    for (Check check : ready) {
      checks.register(
          check.name(), TIMEOUT_MILLIS, promise -> check.look().get().onComplete(promise));
    }
  }

  /** 200 from any event loop that turns. */
  void live(RoutingContext context) {
    Answer.send(context, 200, new JsonObject().put("status", "UP"));
  }

  /** 200 when every check is well, else 503. */
  void ready(RoutingContext context) {
    checks.checkStatus().onSuccess(result -> answer(context, result)).onFailure(context::fail);
  }

  private void answer(RoutingContext context, CheckResult result) {
    boolean ready = CheckResult.isUp(result);
    note(ready, result);
    JsonArray items = new JsonArray();
    all(result).forEach(check -> items.add(item(check)));
    Answer.send(
        context,
        ready ? 200 : 503,
        new JsonObject().put("status", word(ready)).put("checks", items));
  }

  private static List<CheckResult> all(CheckResult result) {
    return result.getChecks() == null ? List.of() : result.getChecks();
  }

  private static JsonObject item(CheckResult check) {
    JsonObject item =
        new JsonObject().put("id", check.getId()).put("status", word(CheckResult.isUp(check)));
    if (check.getFailure() == null && !procedureFailed(check) && check.getData() != null) {
      item.put("data", check.getData());
    }
    return item;
  }

  private static boolean procedureFailed(CheckResult check) {
    return check.getStatus() != null && check.getStatus().isProcedureInError();
  }

  private static String word(boolean up) {
    return up ? "UP" : "DOWN";
  }

  /** Probes come every few seconds: only a change is worth a line. */
  private void note(boolean ready, CheckResult result) {
    if (ready == wasReady) {
      return;
    }
    wasReady = ready;
    if (ready) {
      LOG.info("ready again");
    } else {
      LOG.warn(
          "not ready: {}",
          all(result).stream()
              .filter(check -> !CheckResult.isUp(check))
              .map(check -> check.getId() + " " + check.getData())
              .collect(Collectors.joining(", ")));
    }
  }
}
