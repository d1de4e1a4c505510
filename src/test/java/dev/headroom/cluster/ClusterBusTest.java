package dev.headroom.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import dev.headroom.config.ClusterSettings;
import dev.headroom.config.ClusterSettings.KubernetesSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The bus between nodes")
class ClusterBusTest {

  private static ClusterSettings settings(String host, int port, KubernetesSettings kubernetes) {
    return new ClusterSettings(
        true,
        host,
        port,
        kubernetes == null ? List.of("127.0.0.1:" + port) : List.of(),
        Optional.ofNullable(kubernetes));
  }

  @Test
  @DisplayName("asks only those who are listed, listens on one address, and tells nobody else")
  void quiet() throws IOException {
    Config config = ClusterBus.config(settings("127.0.0.1", 5701, null));
    JoinConfig join = config.getNetworkConfig().getJoin();
    assertThat(join.getTcpIpConfig().getMembers()).containsExactly("127.0.0.1:5701");
    assertThat(join.getMulticastConfig().isEnabled()).isFalse();
    assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
    assertThat(config.getNetworkConfig().getInterfaces().getInterfaces())
        .containsExactly("127.0.0.1");
  }

  @Test
  @DisplayName("reads no Java object but those that it sends itself")
  void filter() throws IOException {
    JavaSerializationFilterConfig filter =
        ClusterBus.config(settings("127.0.0.1", 5701, null))
            .getSerializationConfig()
            .getJavaSerializationFilterConfig();
    assertThat(filter.isDefaultsDisabled()).isTrue();
    assertThat(filter.getWhitelist().isListed("com.hazelcast.cluster.Address")).isTrue();
    assertThat(filter.getWhitelist().isListed("dev.headroom.event.Task")).isFalse();
    assertThat(filter.getWhitelist().isListed("javax.management.BadAttributeValueExpException"))
        .isFalse();
  }

  @Test
  @DisplayName("finds pods by the name of a service, or by their label")
  void kubernetes() throws IOException {
    assertThat(
            ClusterBus.config(
                    settings("127.0.0.1", 5701, new KubernetesSettings("nodes.chat", null, null)))
                .getNetworkConfig()
                .getJoin()
                .getKubernetesConfig()
                .getProperties())
        .containsEntry("service-dns", "nodes.chat")
        .containsEntry("service-port", "5701");
    assertThat(
            ClusterBus.config(
                    settings("127.0.0.1", 5701, new KubernetesSettings(null, "chat", "app=h")))
                .getNetworkConfig()
                .getJoin()
                .getKubernetesConfig()
                .getProperties())
        .containsEntry("namespace", "chat")
        .containsEntry("pod-label-name", "app")
        .containsEntry("pod-label-value", "h");
  }

  @Test
  @DisplayName("says what to change when its port is taken, or its own name unknown")
  void refused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () -> {
                Vertx joined =
                    ClusterBus.join(new VertxOptions(), settings("127.0.0.1", port, null))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
                joined.close().await();
              })
          .hasMessageContaining("cluster: this node cannot be reached at 127.0.0.1, ports " + port)
          .hasMessageContaining("change cluster.host or cluster.port");
    }
    assertThatThrownBy(() -> ClusterBus.config(settings("no-such-host.invalid", 5701, null)))
        .hasMessageContaining("cluster.host: no-such-host.invalid is not known")
        .hasMessageContaining("Name this machine");
  }
}
