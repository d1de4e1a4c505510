package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.ClusterSettings.KubernetesSettings;
import dev.headroom.config.yaml.InvalidSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The cluster section")
class ClusterSettingsTest {

  private static final String SHARED =
      TestConfig.APPS + "jobs: { url: 'jdbc:postgresql://db/headroom' }\n";

  private static ClusterSettings read(String cluster) throws InvalidSettings {
    return TestConfig.parse(SHARED + "cluster: " + cluster, Map.of()).cluster();
  }

  @Test
  @DisplayName("is off by itself")
  void off() throws InvalidSettings {
    assertThat(TestConfig.with("").cluster().enabled()).isFalse();
  }

  @Test
  @DisplayName("takes a list of nodes; a node without a port has ours; messages take the next port")
  void members() throws InvalidSettings {
    ClusterSettings cluster =
        read("{ enabled: true, host: 10.0.0.1, port: 5801, members: [10.0.0.2, 'node-3:5701'] }");
    assertThat(cluster.enabled()).isTrue();
    assertThat(cluster.host()).isEqualTo("10.0.0.1");
    assertThat(cluster.members()).isEqualTo(List.of("10.0.0.2:5801", "node-3:5701"));
    assertThat(cluster.busPort()).isEqualTo(5802);
  }

  @Test
  @DisplayName("takes what Kubernetes knows instead of a list")
  void kubernetes() throws InvalidSettings {
    assertThat(read("{ enabled: true, host: 10.0.0.1, kubernetes: { dns: nodes.chat.svc } }"))
        .extracting(ClusterSettings::kubernetes)
        .extracting(java.util.Optional::orElseThrow)
        .isEqualTo(new KubernetesSettings("nodes.chat.svc", null, null));
    assertThat(
            read(
                "{ enabled: true, host: 10.0.0.1,"
                    + " kubernetes: { namespace: chat, label: app=headroom } }"))
        .extracting(ClusterSettings::kubernetes)
        .extracting(java.util.Optional::orElseThrow)
        .isEqualTo(new KubernetesSettings(null, "chat", "app=headroom"));
  }

  @Test
  @DisplayName("may be all on one machine")
  void local() throws InvalidSettings {
    assertThat(read("{ enabled: true, host: 127.0.0.1, members: ['127.0.0.1:5801'] }").host())
        .isEqualTo("127.0.0.1");
  }

  @Test
  @DisplayName("is told at the start")
  void summary() throws InvalidSettings {
    Settings settings =
        TestConfig.parse(
            SHARED + "cluster: { enabled: true, host: 10.0.0.1, members: [10.0.0.2] }", Map.of());
    assertThat(Summary.lines(settings, Instant.EPOCH))
        .contains(
            "cluster: this node is 10.0.0.1:5701, messages on port 5702, other nodes"
                + " 10.0.0.2:5701");
  }

  @ParameterizedTest(name = "{0}")
  @DisplayName("refuses what cannot work, with the cause and the remedy")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
{ enabled: true, members: [10.0.0.2] } | cluster.host: is missing. Set it to the address of this machine that the other nodes know
{ enabled: true, host: 0.0.0.0, members: [10.0.0.2] } | cluster.host: is no address that other nodes can call. Set it to
{ enabled: true, host: 127.0.0.1, members: [10.0.0.2] } | cluster.host: can be reached only from this machine, and there are nodes on others. Set it to
{ enabled: true, host: localhost, kubernetes: { dns: a } } | cluster.host: can be reached only from this machine
{ enabled: true, host: 10.0.0.1 } | cluster.members: is missing. List the addresses of all nodes
{ enabled: true, host: 10.0.0.1, members: [a], kubernetes: { dns: a } } | cluster.kubernetes: stands beside members. Keep the one
""")
  void refused(String cluster, String problem) {
    assertThat(TestConfig.problems(SHARED + "cluster: " + cluster, Map.of()))
        .singleElement()
        .asString()
        .startsWith(problem);
  }
}
