package dev.headroom.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The whole configuration, parsed once and valid. Immutable.
 *
 * @param server the callback port
 * @param apps the Chat apps served, at least one, each sdkAppId once
 * @param jobs the job table
 * @param chat calls to the Chat REST API
 * @param prune who goes, when, how many
 * @param sweep the search for full groups whose callback was lost
 * @param management the management port
 * @param hooks verticles of the user's
 * @param cluster the event bus of several nodes
 */
public record Settings(
    ServerSettings server,
    List<AppSettings> apps,
    JobsSettings jobs,
    ChatSettings chat,
    PruneSettings prune,
    SweepSettings sweep,
    ManagementSettings management,
    List<HookSettings> hooks,
    ClusterSettings cluster) {

  /** Copies the lists. */
  public Settings {
    Objects.requireNonNull(server, "server");
    apps = List.copyOf(apps);
    hooks = List.copyOf(hooks);
  }

  /** The app of that id, if it is one of ours. */
  public Optional<AppSettings> app(long sdkAppId) {
    return apps.stream().filter(app -> app.sdkAppId() == sdkAppId).findFirst();
  }
}
