package dev.headroom.trace;

import dev.headroom.chat.ChatApi;
import dev.headroom.event.GroupFull;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.prune.RunListener;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;

/** What stands between the rooms where something is to be seen. Safe for all threads. */
public interface Tracing extends RunListener {

  /** Sees nothing. */
  Tracing OFF =
      new Tracing() {
        @Override
        public Future<Void> accept(GroupFull event, Supplier<Future<Void>> intake) {
          return intake.get();
        }

        @Override
        public Future<TaskEnd> watch(Task task, Supplier<Future<TaskEnd>> attempt) {
          return attempt.get();
        }

        @Override
        public ChatApi chat(long sdkAppId, ChatApi chat) {
          return chat;
        }

        @Override
        public Future<Void> stop() {
          return Future.succeededFuture();
        }
      };

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
  Future<Void> accept(GroupFull event, Supplier<Future<Void>> intake);

  /** The Chat API for what runs on this thread now: its calls belong to the run, if any. */
  ChatApi chat(long sdkAppId, ChatApi chat);

  /** Sends what waits, and ends, within about a second. */
  Future<Void> stop();
}
