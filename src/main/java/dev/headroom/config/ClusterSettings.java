package dev.headroom.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
}
