package dev.headroom.trace;

import dev.headroom.chat.ChatApi;
import dev.headroom.event.GroupFull;
import dev.headroom.prune.RunListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/** What stands between the rooms where something is to be seen. Safe for all threads. */
@FunctionalInterface
public interface Tracing extends RunListener {

  /** Sees nothing, and is in nobody's way. */
  Tracing OFF = (task, attempt) -> attempt.get();

  /**
   * Begins to trace if the standard variables of OpenTelemetry say where to.
   *
   * @return fails with cause and remedy when they cannot be followed
   */
  static Future<Tracing> start(Vertx vertx, Map<String, String> environment, Clock clock) {
    return TraceSettings.isConfigured(environment)
        ? vertx.executeBlocking(() -> OpenTelemetryTracing.open(vertx, environment, clock))
        : Future.succeededFuture(OFF);
  }

  /**
   * A callback comes.
   *
   * @param intake takes it; called once, at once
   * @return what the intake returned
   */
  default Future<Void> accept(GroupFull event, Supplier<Future<Void>> intake) {
    return intake.get();
  }

  /** The Chat API for what runs on this thread now: its calls belong to the run, if any. */
  default ChatApi chat(long sdkAppId, ChatApi chat) {
    return chat;
  }

  /** Sends what waits, and ends, within about a second. */
  default Future<Void> stop() {
    return Future.succeededFuture();
  }
}
