package dev.headroom.trace;

import dev.headroom.chat.CallListener;
import dev.headroom.chat.ChatException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** Gives the calls of one run a span each: waiting for the budget and repetitions are in it. */
final class TracedCalls implements CallListener {

  private static final AttributeKey<String> API = AttributeKey.stringKey("headroom.api");
  private static final AttributeKey<Long> COUNT = AttributeKey.longKey("headroom.count");
  private static final AttributeKey<Long> CODE = AttributeKey.longKey("headroom.code");

  private final Tracer tracer;
  private final Context run;
  private final long sdkAppId;

  /** Of the run whose span is current there. */
  TracedCalls(Tracer tracer, Context run, long sdkAppId) {
    this.tracer = tracer;
    this.run = run;
    this.sdkAppId = sdkAppId;
  }

  @Override
  public End wanted(String api, String groupId, int count) {
    SpanBuilder builder =
        tracer
            .spanBuilder("chat " + api)
            .setParent(run)
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(API, api)
            .setAttribute(OpenTelemetryTracing.APP, sdkAppId)
            .setAttribute(COUNT, (long) count);
    if (groupId != null) {
      builder.setAttribute(OpenTelemetryTracing.GROUP, groupId);
    }
    Span span = builder.startSpan();
    return failure -> end(span, failure);
  }

  private static void end(Span span, Throwable failure) {
    if (failure instanceof ChatException error) {
      span.setAttribute(CODE, (long) error.code()).setStatus(StatusCode.ERROR, error.kind().name());
    } else if (failure != null) {
      span.setStatus(StatusCode.ERROR, failure.getClass().getSimpleName());
    }
    span.end();
  }
}
