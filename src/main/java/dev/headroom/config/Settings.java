package dev.headroom.config;

import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.FilesRead;
import dev.headroom.config.yaml.Hosts;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.config.yaml.Problem;
import dev.headroom.config.yaml.Problems;
import dev.headroom.config.yaml.Section;
import dev.headroom.config.yaml.Substitution;
import dev.headroom.config.yaml.YamlText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

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

  /**
   * Reads the whole file, and checks the sections against each other. Blocks while it reads the
   * files that the text names.
   *
   * @param fileName what messages call the text as a whole
   * @param environment what {@code ${NAME}} may name
   * @param files notes what was read
   * @throws InvalidSettings with all mistakes
   */
  static Settings read(
      String text, String fileName, Map<String, String> environment, FilesRead files)
      throws InvalidSettings {
    Node tree = YamlText.tree(text, fileName).orElse(null);
    if (tree != null && !(tree instanceof MappingNode)) {
      throw new InvalidSettings(
          List.of(
              new Problem(
                  fileName,
                  "is not a mapping of sections",
                  "Begin with a section at the start of a line, e.g. apps:")));
    }
    Problems problems = new Problems();
    Section root = Section.root(tree, problems, new Substitution(environment, files));
    ServerSettings server = ServerSettings.read(root.section("server"));
    List<AppSettings> apps = AppSettings.read(root);
    Section jobsSection = root.section("jobs");
    JobsSettings jobs = JobsSettings.read(jobsSection);
    Section chatSection = root.section("chat");
    ChatSettings chat = ChatSettings.read(chatSection);
    PruneSettings prune =
        PruneSettings.read(root.section("prune"), ids(root, apps), chat.timeout());
    SweepSettings sweep = SweepSettings.read(root);
    Section managementSection = root.section("management");
    ManagementSettings management = ManagementSettings.read(managementSection);
    List<HookSettings> hooks = HookSettings.read(root);
    Section clusterSection = root.section("cluster");
    ClusterSettings cluster = ClusterSettings.read(clusterSection);
    root.done();
    checkLease(jobsSection, jobs, chatSection, chat);
    checkDatabase(clusterSection, cluster, jobsSection, jobs);
    checkPorts(root, managementSection, server, management);
    problems.check();
    return new Settings(server, apps, jobs, chat, prune, sweep, management, hooks, cluster);
  }

  private static Set<Long> ids(Section root, List<AppSettings> apps) {
    return root.fine("apps")
        ? apps.stream().map(AppSettings::sdkAppId).collect(Collectors.toSet())
        : Set.of();
  }

  /** Many nodes share one job table, and a file belongs to one process. */
  private static void checkDatabase(
      Section clusterSection, ClusterSettings cluster, Section jobsSection, JobsSettings jobs) {
    if (cluster.enabled() && jobsSection.fine("url") && jobs.isEmbedded()) {
      clusterSection.problem(
          "enabled",
          "needs a database that all nodes share, and jobs.url names a file",
          "Set jobs.url to jdbc:postgresql://HOST/DATABASE, the same on every node, or run one"
              + " node with enabled: false");
    }
  }

  /** A run must be able to make its last call and to write it down before the lease is over. */
  private static void checkLease(
      Section jobsSection, JobsSettings jobs, Section chatSection, ChatSettings chat) {
    Duration shortest = chat.timeout().multipliedBy(3);
    if (jobs.lease().compareTo(shortest) >= 0
        || !jobsSection.fine("lease")
        || !chatSection.fine("timeout")) {
      return;
    }
    String lease = Durations.show(jobs.lease());
    String timeout = Durations.show(chat.timeout());
    String remedy =
        "Set jobs.lease to " + Durations.show(shortest) + " or more, or shorten chat.timeout";
    if (jobsSection.has("lease")) {
      jobsSection.problem(
          "lease", "is " + lease + ", less than three times chat.timeout of " + timeout, remedy);
    } else {
      chatSection.problem(
          "timeout", "is " + timeout + ", more than a third of jobs.lease of " + lease, remedy);
    }
  }

  private static void checkPorts(
      Section root,
      Section managementSection,
      ServerSettings server,
      ManagementSettings management) {
    if (root.fine("server")
        && managementSection.fine("port")
        && server.port() != 0
        && server.port() == management.port()
        && Hosts.overlap(server.host(), management.host())) {
      managementSection.problem(
          "port", "is the port of server, too", "Give management another port than server");
    }
  }
}
