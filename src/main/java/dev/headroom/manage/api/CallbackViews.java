package dev.headroom.manage.api;

import dev.headroom.callback.CallbackWatch;

/** What the callback port has seen as the management port shows it. */
public record CallbackViews(CallbackWatch watch) implements Callbacks {

  @Override
  public CallbackStats stats() {
    CallbackWatch.Report report = watch.report();
    return new CallbackStats(
        report.since(),
        report.apps().stream().map(CallbackViews::app).toList(),
        report.unknownApp(),
        report.refusals().stream().map(CallbackViews::refusal).toList(),
        report.probes().stream().map(CallbackViews::probe).toList());
  }

  private static CallbackStats.App app(CallbackWatch.App app) {
    CallbackWatch.Last last = app.last();
    return new CallbackStats.App(
        app.sdkAppId(),
        last == null ? null : last.at(),
        last == null ? null : last.command(),
        app.results());
  }

  private static CallbackStats.Refusal refusal(CallbackWatch.Refusal refusal) {
    return new CallbackStats.Refusal(
        refusal.at(),
        refusal.sdkAppId(),
        refusal.status(),
        refusal.result(),
        refusal.cause(),
        refusal.remoteAddress(),
        refusal.path());
  }

  private static CallbackStats.Probe probe(CallbackWatch.ProbeSeen probe) {
    return new CallbackStats.Probe(probe.at(), probe.id(), probe.sdkAppId(), probe.remoteAddress());
  }
}
