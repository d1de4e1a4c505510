package dev.headroom.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.yaml.InvalidSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsSettingsTest {

  private static TestCertificate rsa;
  private static TestCertificate ec;

  @TempDir private Path folder;

  @BeforeAll
  static void make() throws Exception {
    rsa = TestCertificate.rsa();
    ec = TestCertificate.ec();
  }

  private String tls(String certificate, String key) throws Exception {
    Files.writeString(folder.resolve("c.pem"), certificate);
    Files.writeString(folder.resolve("k.pem"), key);
    return "{ certificate: " + folder.resolve("c.pem") + ", key: " + folder.resolve("k.pem") + " }";
  }

  private TlsSettings read(String certificate, String key) throws Exception {
    return TestConfig.with("server: { tls: " + tls(certificate, key) + " }").server().tls();
  }

  private String problem(String certificate, String key) throws Exception {
    List<String> problems =
        TestConfig.problemsWith("server: { tls: " + tls(certificate, key) + " }");
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).doesNotContain(key.lines().toList().get(1));
    return problems.get(0).replace(folder + "/", "");
  }

  @Test
  @DisplayName("keys of RSA and of elliptic curves are taken, in PKCS#8 and in their older forms")
  void kinds() throws Exception {
    for (TestCertificate each : List.of(rsa, ec)) {
      for (String key : List.of(each.key(), each.olderKey())) {
        TlsSettings tls = read(each.pem(), key);
        assertThat(tls.chain()).isEqualTo(each.pem().stripTrailing());
        assertThat(tls.notBefore()).isEqualTo(each.certificate().getNotBefore().toInstant());
        assertThat(tls.notAfter()).isEqualTo(each.certificate().getNotAfter().toInstant());
        assertThat(tls.toString()).doesNotContain("BEGIN");
      }
    }
  }

  @Test
  @DisplayName("management has a certificate of its own")
  void management() throws Exception {
    String tls = tls(ec.pem(), ec.key());
    Settings settings = TestConfig.with("management: { tls: " + tls + " }");
    assertThat(settings.management().tls().certificate())
        .isEqualTo(folder.resolve("c.pem").toString());
    assertThat(settings.server().tls()).isNull();
  }

  @Test
  @DisplayName("a chain is taken, and begins with the server's own certificate")
  void chain() throws Exception {
    TestCertificate signed = TestCertificate.signed();
    assertThat(read(signed.pem(), signed.key()).notAfter())
        .isEqualTo(signed.certificate().getNotAfter().toInstant());
    assertThat(problem(signed.reversed(), signed.key())).startsWith("server.tls.key: names");
  }

  @Test
  @DisplayName("an expired certificate is no mistake: who starts with it is warned")
  void expired() throws Exception {
    TestCertificate expired = TestCertificate.expired();
    assertThat(read(expired.pem(), expired.key()).notAfter()).isBefore(java.time.Instant.now());
  }

  @Test
  @DisplayName("a key of another certificate is refused")
  void mismatch() throws Exception {
    String other = TestCertificate.ec().key();
    assertThat(problem(ec.pem(), other))
        .startsWith(
            "server.tls.key: names the file k.pem, whose key does not belong to the first"
                + " certificate in c.pem. Name the key");
    assertThat(problem(rsa.pem(), other))
        .startsWith("server.tls.key: names the file k.pem, which cannot be used with");
  }

  @Test
  @DisplayName("files that do not hold what they should are named, with a remedy")
  void contents() throws Exception {
    assertThat(problem(ec.key(), ec.key()))
        .isEqualTo(
            "server.tls.certificate: names the file c.pem, which holds no certificate. Name a PEM"
                + " file; it has a line -----BEGIN CERTIFICATE-----.");
    assertThat(problem(ec.pem(), ec.pem()))
        .startsWith("server.tls.key: names the file k.pem, which holds no private key.");
    String encrypted = ec.key().replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assertThat(problem(ec.pem(), encrypted))
        .startsWith("server.tls.key: names the file k.pem, in which the key is encrypted.");
    assertThat(problem(ec.pem(), ec.key().substring(0, 120)))
        .startsWith("server.tls.key: names the file k.pem, which");
    assertThat(problem(ec.pem().substring(0, 200), ec.key()))
        .startsWith("server.tls.key: names the file k.pem, which");
    assertThat(problem(ec.pem(), ec.key().replaceFirst("M", "!")))
        .startsWith("server.tls.key: names the file k.pem, which cannot be used");
  }

  @Test
  @DisplayName("files that are not there, and keys that are not, are mistakes, all at once")
  void missing() {
    assertThat(TestConfig.problemsWith("server: { tls: { certificate: no.crt, kee: a } }"))
        .hasSize(3)
        .anyMatch(p -> p.startsWith("server.tls.certificate: needs the file no.crt, which does"))
        .anyMatch(p -> p.startsWith("server.tls.key: is missing. Name the PEM file"))
        .anyMatch(p -> p.startsWith("server.tls.kee: is not a key of this section."));
  }

  @Test
  @DisplayName("tls without anything in it is no tls")
  void empty() throws InvalidSettings {
    assertThat(TestConfig.with("server:\n  tls:\nmanagement: { tls: {} }"))
        .isEqualTo(TestConfig.with(""));
  }
}
