package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.config.yaml.InvalidSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManagementAddressTest {

  private static Optional<URI> of(String text) throws InvalidSettings {
    return ManagementAddress.of(text, "headroom.yaml", Map.of("PORT", "9000"));
  }

  @Test
  @DisplayName("The port is found, whatever else the file names and the environment lacks")
  void found() throws Exception {
    assertThat(of("")).contains(URI.create("http://127.0.0.1:8081"));
    assertThat(of("apps: [{ secretKey: \"${NONE}\" }]\nmanagement: { port: \"${PORT}\" }"))
        .contains(URI.create("http://127.0.0.1:9000"));
    assertThat(of("management: { host: 0.0.0.0, token: \"${NONE}\" }"))
        .contains(URI.create("http://127.0.0.1:8081"));
    assertThat(of("management: { host: \"::1\", tls: { certificate: a, key: b } }"))
        .contains(URI.create("https://[::1]:8081"));
  }

  @Test
  @DisplayName("A free port has no address, and a file that is not there is named")
  void notFound() throws Exception {
    assertThat(of("management: { port: 0 }")).isEmpty();
    assertThatThrownBy(() -> of("management: { port: many }"))
        .isInstanceOf(InvalidSettings.class)
        .asString()
        .contains("management.port");
    assertThatThrownBy(() -> ManagementAddress.read(Path.of("none.yaml"), Map.of()))
        .isInstanceOf(InvalidSettings.class)
        .asString()
        .contains("none.yaml", "does not exist");
  }
}
