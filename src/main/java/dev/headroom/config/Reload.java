package dev.headroom.config;

import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a configuration that was read again changes.
 *
 * @param settings those to be in force now: what must wait for a restart is as it was
 * @param applied keys that changed
 * @param restart keys that differ in the file, and wait for a restart
 */
record Reload(Settings settings, List<String> applied, List<String> restart) {

  /**
   * Compares.
   *
   * @param running the settings in force
   * @param file what the file says
   */
  static Reload of(Settings running, Settings file) {
    Settings next = next(running, file);
    return new Reload(next, ChangedKeys.between(running, next), ChangedKeys.between(next, file));
  }

  /** The running settings, with what may change under way from the file. */
  private static Settings next(Settings running, Settings file) {
    return new Settings(
        running.server().with(renewed(running.server().tls(), file.server().tls())),
        running.apps().stream()
            .map(app -> file.app(app.sdkAppId()).map(other -> next(app, other)).orElse(app))
            .toList(),
        running.jobs(),
        running.chat(),
        next(running.prune(), file.prune()),
        file.sweep(),
        running.management().with(renewed(running.management().tls(), file.management().tls())),
        running.hooks(),
        running.cluster());
  }

  /** A port that speaks TLS can change its certificate, but not begin or stop to speak it. */
  private static TlsSettings renewed(TlsSettings running, TlsSettings file) {
    return running == null || file == null ? running : file;
  }

  private static AppSettings next(AppSettings running, AppSettings file) {
    // Taking what anybody sends is not begun under way: tokens stay until the restart.
    boolean unsigned = file.callbackTokens().isEmpty();
    return new AppSettings(
        running.sdkAppId(),
        running.identifier(),
        file.secretKey(),
        unsigned ? running.callbackTokens() : file.callbackTokens(),
        unsigned ? running.allowUnsigned() : file.allowUnsigned(),
        running.api(),
        file.callsPerSecond(),
        file.callsPerSecondFor());
  }

  /** What would be wrong with the settings to be in force, though the file is right in itself. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    check("prune", settings.prune().base(), problems);
    List<PruneSettings.GroupOverride> groups = settings.prune().groups();
    for (int i = 0; i < groups.size(); i++) {
      check("prune.groups[" + i + "]", groups.get(i).policy(), problems);
    }
    return problems;
  }

  private void check(String path, PolicySettings policy, List<Problem> problems) {
    Duration timeout = settings.chat().timeout();
    Duration shortest = PruneSettings.shortestDeadline(timeout);
    if (policy.runDeadline().compareTo(shortest) < 0) {
      problems.add(
          new Problem(
              path + ".runDeadline",
              "is "
                  + Durations.show(policy.runDeadline())
                  + ", less than three times the chat.timeout of "
                  + Durations.show(timeout)
                  + " that is in force until a restart",
              "Set it to " + Durations.show(shortest) + " or more, or restart"));
    }
  }

  private static PruneSettings next(PruneSettings running, PruneSettings file) {
    return new PruneSettings(running.workers(), file.concurrency(), file.base(), file.groups());
  }
}
