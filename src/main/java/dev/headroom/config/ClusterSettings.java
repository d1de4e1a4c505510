package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Form;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Hosts;
import dev.headroom.config.yaml.Section;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event bus of several nodes, {@code cluster} in the file.
 *
 * @param enabled whether there are other nodes
 * @param host the address of this node that the others know, or null when not enabled
 * @param port where nodes find each other; messages travel over the next port
 * @param members {@code host:port} of nodes to ask first; empty with {@code kubernetes}
 * @param kubernetes how Kubernetes names the nodes, instead of a list
 */
public record ClusterSettings(
    boolean enabled,
    String host,
    int port,
    List<String> members,
    Optional<KubernetesSettings> kubernetes) {

  private static final ClusterSettings DEFAULTS =
      new ClusterSettings(false, null, 5701, List.of(), Optional.empty());

  /** The one after it is taken, too. */
  private static final int LAST_PORT = 65_534;

  private static final Pattern MEMBER =
      Pattern.compile("([0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

  private static final Pattern DNS = Pattern.compile("[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?");
  private static final Pattern LABEL = Pattern.compile("[0-9A-Za-z._/-]+=[0-9A-Za-z._-]+");

  /**
   * Who knows the addresses of all pods.
   *
   * @param dns name of a headless service, or null
   * @param namespace where pods are looked for by label through the API, or null for our own
   * @param label {@code name=value} of the pods, or null
   */
  public record KubernetesSettings(String dns, String namespace, String label) {}

  /** Copies the list. */
  public ClusterSettings {
    members = List.copyOf(members);
    Objects.requireNonNull(kubernetes, "kubernetes");
  }

  /** The port for messages. */
  public int busPort() {
    return port + 1;
  }

  /** Reads {@code cluster}. */
  static ClusterSettings read(Section cluster) {
    boolean enabled = cluster.get("enabled", DEFAULTS.enabled(), Forms.flag());
    int port = cluster.get("port", DEFAULTS.port(), Forms.integer(1, LAST_PORT));
    ClusterSettings settings =
        new ClusterSettings(
            enabled,
            cluster.get("host", DEFAULTS.host(), Hosts.host()),
            port,
            cluster.list("members", text -> member(text, port)),
            kubernetes(cluster));
    cluster.done();
    if (enabled) {
      checkHost(cluster, settings);
      checkMembers(cluster, settings);
    }
    return settings;
  }

  private static String member(String text, int port) throws BadValue {
    Matcher matcher = MEMBER.matcher(text);
    if (!matcher.matches()
        || matcher.group(2) != null && Integer.parseInt(matcher.group(2)) > LAST_PORT) {
      throw new BadValue(
          "is not an address of a node", "Write HOST or HOST:PORT, e.g. 10.0.0.2:5701");
    }
    return matcher.group(2) == null ? text + ":" + port : text;
  }

  private static Optional<KubernetesSettings> kubernetes(Section cluster) {
    Section kubernetes = cluster.section("kubernetes");
    KubernetesSettings settings =
        new KubernetesSettings(
            kubernetes.get(
                "dns",
                null,
                matching(DNS, "Name a headless service, e.g. headroom-nodes.chat.svc")),
            kubernetes.get("namespace", null, matching(DNS, "Name a namespace, e.g. chat")),
            kubernetes.get("label", null, matching(LABEL, "Write name=value, e.g. app=headroom")));
    kubernetes.done();
    if (kubernetes.keys().isEmpty()) {
      return Optional.empty();
    }
    boolean one = kubernetes.has("dns") != kubernetes.has("label");
    if (!one) {
      kubernetes.problem(
          "needs either dns or label",
          "Set dns to the name of a headless service, or label to name=value of the pods");
    } else if (kubernetes.has("dns") && kubernetes.has("namespace")) {
      kubernetes.problem(
          "namespace", "is of no use beside dns", "Remove it, or write it into the name in dns");
    }
    return Optional.of(settings);
  }

  private static Form<String> matching(Pattern pattern, String remedy) {
    return text -> {
      if (!pattern.matcher(text).matches()) {
        throw new BadValue("is not such a name", remedy);
      }
      return text;
    };
  }

  private static void checkHost(Section cluster, ClusterSettings settings) {
    String cause = null;
    if (!cluster.has("host")) {
      cause = "is missing";
    } else if (cluster.fine("host") && Hosts.isWildcard(settings.host())) {
      cause = "is no address that other nodes can call";
    } else if (cluster.fine("host") && Hosts.isLoopback(settings.host()) && isRemote(settings)) {
      cause = "can be reached only from this machine, and there are nodes on others";
    }
    if (cause != null) {
      cluster.problem(
          "host",
          cause,
          "Set it to the address of this machine that the other nodes know, e.g. 10.0.0.1");
    }
  }

  private static boolean isRemote(ClusterSettings settings) {
    return settings.kubernetes().isPresent()
        || settings.members().stream()
            .map(member -> member.substring(0, member.lastIndexOf(':')))
            .anyMatch(member -> !Hosts.isLoopback(member));
  }

  private static void checkMembers(Section cluster, ClusterSettings settings) {
    if (cluster.has("members") && cluster.has("kubernetes")) {
      cluster.problem(
          "kubernetes", "stands beside members", "Keep the one by which nodes find each other");
    } else if (settings.members().isEmpty()
        && settings.kubernetes().isEmpty()
        && cluster.fine("members")
        && cluster.fine("kubernetes")) {
      cluster.problem(
          "members",
          "is missing",
          "List the addresses of all nodes, e.g. [10.0.0.1:5701, 10.0.0.2:5701], or set"
              + " cluster.kubernetes");
    }
  }
}
