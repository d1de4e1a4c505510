package dev.headroom.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.KubernetesConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.core.HazelcastException;
import dev.headroom.config.ClusterSettings;
import dev.headroom.config.ClusterSettings.KubernetesSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The event bus that reaches all nodes. The only class that knows Hazelcast: who does not use it
 * loads nothing of that.
 */
public final class ClusterBus {

  private static final String NAME = "headroom";

  private ClusterBus() {}

  /**
   * Joins the nodes that are there, or waits for them alone. Blocks while it looks up its own
   * address: not for an event loop.
   *
   * @return fails with what to change when the address cannot be had
   */
  public static Future<Vertx> join(VertxOptions options, ClusterSettings settings)
      throws IOException {
    Config config = config(settings);
    options.setEventBusOptions(
        new EventBusOptions(options.getEventBusOptions())
            .setHost(address(settings))
            .setPort(settings.busPort())
            .setClusterPublicHost(address(settings)));
    return Vertx.builder()
        .with(options)
        .withClusterManager(new HazelcastClusterManager(config))
        .buildClustered()
        .recover(failure -> Future.failedFuture(notJoined(settings, failure)));
  }

  private static Throwable notJoined(ClusterSettings settings, Throwable failure) {
    if (!(failure instanceof HazelcastException || failure instanceof IOException)) {
      return failure;
    }
    return new IOException(
        "cluster: this node cannot be reached at %s, ports %d and %d (%s). Stop the program that has them, or change cluster.host or cluster.port"
            .formatted(settings.host(), settings.port(), settings.busPort(), failure.getMessage()),
        failure);
  }

  static Config config(ClusterSettings settings) throws IOException {
    Config config = new Config();
    config.setClusterName(NAME);
    config
        .setProperty("hazelcast.logging.type", "slf4j")
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.shutdownhook.enabled", "false")
        .setProperty("hazelcast.graceful.shutdown.max.wait", "2")
        .setProperty("hazelcast.wait.seconds.before.join", "1")
        .setProperty("hazelcast.max.wait.seconds.before.join", "5")
        // Only on the address that was named.
        .setProperty("hazelcast.socket.bind.any", "false")
        // A node that is frozen or cut off is left behind soon, and taken back soon.
        .setProperty("hazelcast.heartbeat.interval.seconds", "1")
        .setProperty("hazelcast.max.no.heartbeat.seconds", "8")
        .setProperty("hazelcast.merge.first.run.delay.seconds", "10")
        .setProperty("hazelcast.merge.next.run.delay.seconds", "10")
        .setProperty("hazelcast.operation.call.timeout.millis", "10000")
        .setProperty("hazelcast.partition.count", "71");
    network(config.getNetworkConfig(), settings);
    config.getSerializationConfig().setJavaSerializationFilterConfig(filter());
    // What Vert.x keeps there outlives the loss of any one node.
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(1)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
    return config;
  }

  private static void network(NetworkConfig network, ClusterSettings settings) throws IOException {
    network.setPort(settings.port()).setPortAutoIncrement(false);
    network.setPublicAddress(address(settings) + ":" + settings.port());
    network.getInterfaces().setEnabled(true).addInterface(address(settings));
    JoinConfig join = network.getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    if (settings.kubernetes().isPresent()) {
      kubernetes(join.getKubernetesConfig(), settings.kubernetes().get(), settings.port());
    } else {
      join.getTcpIpConfig().setEnabled(true).setMembers(settings.members());
      join.getTcpIpConfig().setConnectionTimeoutSeconds(2);
    }
  }

  private static void kubernetes(KubernetesConfig join, KubernetesSettings by, int port) {
    join.setEnabled(true);
    if (by.dns() != null) {
      join.setProperty("service-dns", by.dns());
    } else {
      int equals = by.label().indexOf('=');
      join.setProperty("pod-label-name", by.label().substring(0, equals));
      join.setProperty("pod-label-value", by.label().substring(equals + 1));
      if (by.namespace() != null) {
        join.setProperty("namespace", by.namespace());
      }
    }
    join.setProperty("service-port", Integer.toString(port));
  }

  /** Nothing of ours is serialized by Java; what Hazelcast itself sends so is all that may come. */
  private static JavaSerializationFilterConfig filter() {
    JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig();
    filter.setDefaultsDisabled(true);
    filter
        .getWhitelist()
        .addPrefixes("com.hazelcast.", "io.vertx.spi.cluster.hazelcast.")
        .addPrefixes("java.lang.", "java.util.", "java.io.", "java.net.", "java.nio.", "[");
    return filter;
  }

  private static String address(ClusterSettings settings) throws IOException {
    try {
      return InetAddress.getByName(settings.host()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IOException(
          "cluster.host: %s is not known (%s). Name this machine as the other nodes know it"
              .formatted(settings.host(), e.getMessage()),
          e);
    }
  }
}
