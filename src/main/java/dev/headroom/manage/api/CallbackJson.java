package dev.headroom.manage.api;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.manage.Json;
import io.vertx.core.json.JsonObject;

/** What the callback port has seen, as callers of the management port see it. */
final class CallbackJson {

  private CallbackJson() {}

  static JsonObject of(CallbackRecord.Report report) {
    return new JsonObject()
        .put("since", Json.time(report.since()))
        .put("apps", Json.list(report.apps(), CallbackJson::of))
        .put("unknownApp", Json.counts(report.unknownApp()))
        .put("refusals", Json.list(report.refusals(), CallbackJson::of))
        .put("probes", Json.list(report.probes(), CallbackJson::of));
  }

  private static JsonObject of(CallbackRecord.App app) {
    return new JsonObject()
        .put("sdkAppId", app.sdkAppId())
        .put("lastCallback", app.last() == null ? null : of(app.last()))
        .put("results", Json.counts(app.results()));
  }

  private static JsonObject of(CallbackRecord.Last last) {
    return new JsonObject().put("at", Json.time(last.at())).put("command", last.command());
  }

  private static JsonObject of(CallbackRecord.Refusal refusal) {
    return new JsonObject()
        .put("at", Json.time(refusal.at()))
        .put("sdkAppId", refusal.sdkAppId())
        .put("status", refusal.status())
        .put("result", refusal.result())
        .put("cause", refusal.cause())
        .put("remoteAddress", refusal.remoteAddress())
        .put("path", refusal.path());
  }

  private static JsonObject of(CallbackRecord.ProbeSeen probe) {
    return new JsonObject()
        .put("at", Json.time(probe.at()))
        .put("id", probe.id())
        .put("sdkAppId", probe.sdkAppId())
        .put("remoteAddress", probe.remoteAddress());
  }
}
