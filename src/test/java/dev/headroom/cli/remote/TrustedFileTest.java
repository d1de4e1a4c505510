package dev.headroom.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.config.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The file of --ca")
class TrustedFileTest {

  @TempDir private Path directory;

  @Test
  @DisplayName("is read with the mark that some editors put at its start, and without")
  void mark() throws Exception {
    String pem = TestCertificate.ec().pem();
    Path file = directory.resolve("ca.pem");
    Files.writeString(file, pem.substring(pem.indexOf("-----BEGIN")));
    assertThat(TrustedFile.read(file)).isNotNull();
    Files.writeString(file, "\uFEFF" + pem.substring(pem.indexOf("-----BEGIN")));
    assertThat(TrustedFile.read(file)).isNotNull();
  }

  @Test
  @DisplayName("must hold a certificate")
  void none() throws Exception {
    Path file = Files.writeString(directory.resolve("ca.pem"), "\uFEFF");
    assertThatThrownBy(() -> TrustedFile.read(file))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("holds no certificate in PEM");
  }
}
