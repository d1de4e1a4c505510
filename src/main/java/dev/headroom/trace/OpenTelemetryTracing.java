package dev.headroom.trace;

import dev.headroom.chat.ChatApi;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskEnd;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Traces from callback to deletion: {@code callback}, {@code job} (how long the group waited),
 * {@code run}, and each call to Chat. A span tells group and job; never an account, a key, a
 * UserSig or a URL. Safe for all threads.
 */
final class OpenTelemetryTracing implements Tracing {

  static final AttributeKey<Long> APP = AttributeKey.longKey("headroom.app");
  static final AttributeKey<String> GROUP = AttributeKey.stringKey("headroom.group");
  private static final AttributeKey<String> TOPIC = AttributeKey.stringKey("headroom.topic");
  private static final AttributeKey<Long> JOB = AttributeKey.longKey("headroom.job");
  private static final AttributeKey<String> RUN = AttributeKey.stringKey("headroom.run");
  private static final AttributeKey<String> CAUSE = AttributeKey.stringKey("headroom.cause");
  private static final AttributeKey<Long> CALLBACKS = AttributeKey.longKey("headroom.callbacks");
  private static final AttributeKey<Boolean> RESUMED = AttributeKey.booleanKey("headroom.resumed");
  private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("headroom.outcome");
  private static final AttributeKey<Long> REMOVED = AttributeKey.longKey("headroom.removed");
  private static final AttributeKey<String> END = AttributeKey.stringKey("headroom.end");

  private static final long CLOSE_SECONDS = 1;

  private final Vertx vertx;
  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final Clock clock;
  private final WaitingCallbacks waiting = new WaitingCallbacks();
  private final Map<String, Span> running = new ConcurrentHashMap<>();

  private OpenTelemetryTracing(Vertx vertx, OpenTelemetrySdk sdk, Clock clock) {
    this.vertx = vertx;
    this.sdk = sdk;
    this.tracer = sdk.getTracer("dev.headroom");
    this.clock = clock;
  }

  /**
   * Begins to trace, as the standard variables of OpenTelemetry say. Blocks.
   *
   * @throws IllegalStateException with cause and remedy when they cannot be followed
   */
  static Tracing open(Vertx vertx, Map<String, String> environment, Clock clock) {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
    Map<String, String> properties = TraceSettings.properties(environment);
    String protocol =
        properties.getOrDefault(
            "otel.exporter.otlp.traces.protocol", properties.get("otel.exporter.otlp.protocol"));
    if (!"http/protobuf".equals(protocol)) {
      throw new IllegalStateException(
          "traces cannot be sent by the protocol "
              + protocol
              + ". Set OTEL_EXPORTER_OTLP_PROTOCOL to http/protobuf, and the endpoint to the"
              + " collector's HTTP port, usually 4318");
    }
    try {
      return new OpenTelemetryTracing(
          vertx,
          AutoConfiguredOpenTelemetrySdk.builder()
              .addPropertiesSupplier(() -> properties)
              .disableShutdownHook()
              .build()
              .getOpenTelemetrySdk(),
          clock);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "tracing cannot be set up ("
              + e.getMessage()
              + "). Correct the variables that begin with OTEL_, or set OTEL_SDK_DISABLED=true",
          e);
    }
  }

  /** The first callback of a group that waits has a span, others are counted. */
  @Override
  public Future<Void> accept(GroupFull event, Supplier<Future<Void>> intake) {
    if (waiting.join(event.key(), event.receivedAt())) {
      return intake.get();
    }
    Span span =
        of(event.key(), "callback")
            .setSpanKind(SpanKind.SERVER)
            .setNoParent()
            .setStartTimestamp(event.receivedAt())
            .startSpan();
    // Before it is stored: its run may begin before we hear of that.
    waiting.add(event.key(), span.getSpanContext(), event.receivedAt());
    return intake
        .get()
        .onComplete(
            stored -> span.end(),
            refused -> {
              waiting.drop(event.key(), span.getSpanContext());
              span.setStatus(StatusCode.ERROR, "not stored");
              span.end();
            });
  }

  @Override
  public Future<TaskEnd> watch(Task task, Supplier<Future<TaskEnd>> attempt) {
    WaitingCallbacks.Request request = waiting.take(task.key(), clock.instant());
    Context parent = request == null ? Context.root() : waited(task, request);
    Span span =
        of(task.key(), "run")
            .setParent(parent)
            .setAttribute(JOB, task.job())
            .setAttribute(RUN, task.run())
            .setAttribute(CAUSE, task.cause().wire())
            .setAttribute(RESUMED, task.resumed())
            .startSpan();
    running.put(task.lease(), span);
    Future<TaskEnd> end;
    Scope scope = span.makeCurrent();
    try {
      end = attempt.get();
    } finally {
      scope.close();
    }
    return end.onComplete(
        ended -> end(task, request, span, ended.end()),
        failure -> end(task, request, span, TaskEnd.End.LOST));
  }

  /** The time between the callback and the run. */
  private Context waited(Task task, WaitingCallbacks.Request request) {
    Instant now = clock.instant();
    Span span =
        of(task.key(), "job")
            .setParent(Context.root().with(Span.wrap(request.context())))
            .setAttribute(JOB, task.job())
            .setAttribute(CALLBACKS, (long) request.callbacks())
            .setStartTimestamp(request.at())
            .startSpan();
    span.end(now.isBefore(request.at()) ? request.at() : now);
    return Context.root().with(span);
  }

  private void end(Task task, WaitingCallbacks.Request request, Span span, TaskEnd.End end) {
    running.remove(task.lease());
    span.setAttribute(END, end.wire());
    if (end == TaskEnd.End.DEAD || end == TaskEnd.End.LOST) {
      span.setStatus(StatusCode.ERROR, end.wire());
    }
    span.end();
    if (end == TaskEnd.End.RETRY && request != null) {
      waiting.add(task.key(), request.context(), clock.instant());
    }
  }

  @Override
  public void concluded(Task task, Outcome outcome, int removed) {
    Span span = running.get(task.lease());
    if (span != null) {
      span.setAttribute(OUTCOME, outcome.wire()).setAttribute(REMOVED, (long) removed);
    }
  }

  /** Calls belong to the run's span. */
  @Override
  public ChatApi chat(long sdkAppId, ChatApi chat) {
    Context run = Context.current();
    return Span.fromContext(run).getSpanContext().isValid()
        ? chat.heardBy(new TracedCalls(tracer, run, sdkAppId))
        : chat;
  }

  private SpanBuilder of(GroupKey key, String name) {
    SpanBuilder span =
        tracer
            .spanBuilder(name)
            .setAttribute(APP, key.sdkAppId())
            .setAttribute(GROUP, key.groupId());
    return key.isTopic() ? span.setAttribute(TOPIC, key.topicId()) : span;
  }

  @Override
  public Future<Void> stop() {
    return vertx.executeBlocking(
        () -> {
          sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
          return null;
        });
  }
}
