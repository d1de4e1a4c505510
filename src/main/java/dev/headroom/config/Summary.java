package dev.headroom.config;

import dev.headroom.config.PruneSettings.GroupOverride;
import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Secret;
import dev.headroom.event.Mode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What matters of the settings, in a few lines for a person. No secret is in them. */
public final class Summary {

  private Summary() {}

  /**
   * The lines: mode, apps, limits, database, ports, hooks.
   *
   * @param now decides whether enforcing has begun
   */
  public static List<String> lines(Settings settings, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add(mode(settings.prune(), now));
    settings.apps().forEach(app -> lines.add(app(app)));
    lines.add(limits(settings.prune().base()));
    lines.add(database(settings.jobs()));
    lines.add(ports(settings.server(), settings.management()));
    if (settings.cluster().enabled()) {
      lines.add(cluster(settings.cluster()));
    }
    settings.hooks().forEach(hook -> lines.add(hook(hook)));
    return lines;
  }

  private static String mode(PruneSettings prune, Instant now) {
    String others =
        prune.groups().stream()
            .map(GroupOverride::policy)
            .map(policy -> mode(policy, now))
            .filter(mode -> !mode.equals(mode(prune.base(), now)))
            .distinct()
            .collect(Collectors.joining("; "));
    return "mode "
        + mode(prune.base(), now)
        + (others.isEmpty() ? "" : "; but for some groups, by prune.groups, " + others);
  }

  private static String mode(PolicySettings policy, Instant now) {
    boolean later =
        policy.mode() == Mode.ENFORCE
            && policy.enforceFrom() != null
            && now.isBefore(policy.enforceFrom());
    if (later) {
      return "OBSERVE until "
          + policy.enforceFrom()
          + ", then ENFORCE: until then the ledger tells who would go, and nobody is removed";
    }
    return switch (policy.mode()) {
      case OFF -> "OFF: full groups are left alone";
      case OBSERVE -> "OBSERVE: the ledger tells who would go, and nobody is removed";
      case ENFORCE -> "ENFORCE: members are removed from full groups";
    };
  }

  private static String app(AppSettings app) {
    String tokens =
        app.callbackTokens().isEmpty()
            ? "none, so anybody may send callbacks"
            : app.callbackTokens().stream().map(Secret::toString).collect(Collectors.joining(", "));
    return ("app %s at %s as %s: secretKey %s, callbackTokens %s,"
                + " at most %s calls a second of each API")
            .formatted(
                app.sdkAppId(),
                app.api().getHost(),
                app.identifier(),
                app.secretKey(),
                tokens,
                app.callsPerSecond())
        + (app.callsPerSecondFor().isEmpty() ? "" : " but " + app.callsPerSecondFor());
  }

  private static String limits(PolicySettings policy) {
    return ("limits: gone may be who was inactive for %s and joined %s ago; at most %s a run,"
                + " a day %s of a group and %s of an app; brake above %s; seats to free %s")
            .formatted(
                Durations.show(policy.inactiveFor()),
                Durations.show(policy.newcomer()),
                policy.maxPerRun(),
                show(policy.maxPerDayGroup()),
                show(policy.maxPerDayApp()),
                policy.brake(),
                policy.freeSeats())
        + (policy.minSeats() > 0
            ? "; groups of fewer than " + policy.minSeats() + " seats are left alone"
            : "");
  }

  private static String show(Optional<?> limit) {
    return limit.map(Object::toString).orElse("any number");
  }

  private static String database(JobsSettings jobs) {
    return "database %s: ended runs are kept for %s, at most %s groups wait"
        .formatted(jobs.shownUrl(), Durations.show(jobs.retention()), jobs.maxWaiting());
  }

  private static String ports(ServerSettings server, ManagementSettings management) {
    String callers =
        management.tokens().isEmpty()
            ? "for this machine, without a token"
            : "for " + management.tokens().size() + " token(s)";
    return "ports: callbacks on %s:%s%s, management on %s:%s %s"
        .formatted(
            server.host(),
            server.port(),
            server.path(),
            management.host(),
            management.port(),
            callers);
  }

  private static String cluster(ClusterSettings cluster) {
    String others =
        cluster
            .kubernetes()
            .map(by -> "by Kubernetes " + (by.dns() == null ? by.label() : by.dns()))
            .orElseGet(() -> String.join(", ", cluster.members()));
    return "cluster: this node is %s:%s, messages on port %s, other nodes %s"
        .formatted(cluster.host(), cluster.port(), cluster.busPort(), others);
  }

  private static String hook(HookSettings hook) {
    return "hook %s: %s%s%s"
        .formatted(
            hook.verticle(),
            hook.instances(),
            hook.instances() == 1 ? " instance" : " instances",
            hook.worker() ? ", may block" : "");
  }
}
