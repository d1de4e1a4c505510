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
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the whole file, and checks the parts against each other. */
final class SettingsReader {

  static final ChatSettings CHAT_DEFAULTS = new ChatSettings(Duration.ofSeconds(5));

  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

  private final Problems problems = new Problems();
  private final Substitution substitution;

  SettingsReader(Map<String, String> environment, FilesRead files) {
    substitution = new Substitution(environment, files);
  }

  Settings read(String text, String fileName) throws InvalidSettings {
    Node tree = YamlText.tree(text, fileName).orElse(null);
    if (tree != null && !(tree instanceof MappingNode)) {
      throw new InvalidSettings(
          List.of(
              new Problem(
                  fileName,
                  "is not a mapping of sections",
                  "Begin with a section at the start of a line, e.g. apps:")));
    }
    Section root = Section.root(tree, problems, substitution);
    ServerSettings server = ServerReader.read(root.section("server"));
    List<AppSettings> apps = AppReader.read(root);
    Section jobsSection = root.section("jobs");
    JobsSettings jobs = JobsReader.read(jobsSection);
    Section chatSection = root.section("chat");
    ChatSettings chat = chat(chatSection);
    PruneSettings prune =
        new PruneReader(ids(root, apps), chat.timeout()).read(root.section("prune"));
    SweepSettings sweep = SweepReader.read(root);
    Section managementSection = root.section("management");
    ManagementSettings management = ManagementReader.read(managementSection);
    List<HookSettings> hooks = HooksReader.read(root);
    Section clusterSection = root.section("cluster");
    ClusterSettings cluster = ClusterReader.read(clusterSection);
    root.done();
    checkLease(jobsSection, jobs, chatSection, chat);
    checkDatabase(clusterSection, cluster, jobsSection, jobs);
    checkPorts(root, managementSection, server, management);
    problems.check();
    return new Settings(server, apps, jobs, chat, prune, sweep, management, hooks, cluster);
  }

  private static ChatSettings chat(Section chat) {
    ChatSettings settings =
        new ChatSettings(
            chat.get(
                "timeout",
                CHAT_DEFAULTS.timeout(),
                Durations.between(SHORTEST_TIMEOUT, LONGEST_TIMEOUT)));
    chat.done();
    return settings;
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
