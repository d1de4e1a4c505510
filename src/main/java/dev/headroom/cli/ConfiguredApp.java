package dev.headroom.cli;

import dev.headroom.config.AppSettings;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which of the configured apps is meant. */
final class ConfiguredApp {

  @Option(
      names = "--app",
      paramLabel = "SDKAPPID",
      description = "which app is meant, when several are configured")
  private Long sdkAppId;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The app that was named, or the only one. */
  AppSettings of(List<AppSettings> apps) {
    List<Long> ids = apps.stream().map(AppSettings::sdkAppId).toList();
    if (sdkAppId == null && apps.size() > 1) {
      throw Failures.usage(
          spec, "several apps are configured: say which with --app, one of " + ids);
    }
    return apps.stream()
        .filter(app -> sdkAppId == null || app.sdkAppId() == sdkAppId)
        .findFirst()
        .orElseThrow(
            () ->
                Failures.usage(
                    spec, "app " + sdkAppId + " is not configured: --app is one of " + ids));
  }
}
