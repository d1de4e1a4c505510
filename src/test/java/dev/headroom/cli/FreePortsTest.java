package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  @DisplayName("A port that is in use is passed over, and none is given twice")
  void passesOver() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(new InetSocketAddress("127.0.0.1", 0));
      FreePorts ports = new FreePorts();

      int first = ports.from(other.getLocalPort());
      int second = ports.from(other.getLocalPort());

      assertThat(first).isGreaterThan(other.getLocalPort());
      assertThat(second).isGreaterThan(first);
    }
  }
}
