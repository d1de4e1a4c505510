package dev.headroom.manage.api;

import dev.headroom.callback.CallbackRecord;

/** What the callback port has seen as the management port shows it. */
public record CallbackViews(CallbackRecord watch) implements Callbacks {

  @Override
  public CallbackStats stats() {
    CallbackRecord.Report report = watch.report();
    return new CallbackStats(
        report.since(),
        report.apps().stream().map(CallbackViews::app).toList(),
        report.unknownApp(),
        report.refusals().stream().map(CallbackViews::refusal).toList(),
        report.probes().stream().map(CallbackViews::probe).toList());
  }

  private static CallbackStats.App app(CallbackRecord.App app) {
    CallbackRecord.Last last = app.last();
    return new CallbackStats.App(
        app.sdkAppId(),
        last == null ? null : last.at(),
        last == null ? null : last.command(),
        app.results());
  }

  private static CallbackStats.Refusal refusal(CallbackRecord.Refusal refusal) {
    return new CallbackStats.Refusal(
        refusal.at(),
        refusal.sdkAppId(),
        refusal.status(),
        refusal.result(),
        refusal.cause(),
        refusal.remoteAddress(),
        refusal.path());
  }

  private static CallbackStats.Probe probe(CallbackRecord.ProbeSeen probe) {
    return new CallbackStats.Probe(probe.at(), probe.id(), probe.sdkAppId(), probe.remoteAddress());
  }
}
