package dev.headroom.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate for localhost and its key, made by the JDK's own tool, as PEM. */
public final class TestCertificate {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final byte[] OID_P256 = {
    (byte) 0xA0, 0x0A, 0x06, 0x08, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x03, 0x01, 0x07
  };

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private TestCertificate(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /** One with an RSA key. */
  public static TestCertificate rsa() throws Exception {
    return made("RSA", "-validity", "2");
  }

  /** One with an EC key. */
  public static TestCertificate ec() throws Exception {
    return made("EC", "-validity", "2");
  }

  /** One that was valid until some days ago. */
  public static TestCertificate expired() throws Exception {
    return made("EC", "-startdate", "-10d", "-validity", "5");
  }

  /** One that another vouches for. */
  public static TestCertificate signed() throws Exception {
    Path store = store();
    keytool(store, "ca", "EC", "-dname", "CN=authority", "-ext", "bc:c", "-validity", "2");
    return made(store, "EC", "-signer", "ca", "-validity", "2");
  }

  private static TestCertificate made(String kind, String... more) throws Exception {
    return made(store(), kind, more);
  }

  private static TestCertificate made(Path store, String kind, String... more) throws Exception {
    List<String> options = new ArrayList<>(List.of("-dname", "CN=localhost"));
    options.addAll(List.of("-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    options.addAll(List.of(more));
    keytool(store, "localhost", kind, options.toArray(String[]::new));
    return load(store);
  }

  private static Path store() throws IOException {
    return Files.createTempDirectory("certificate").resolve("store.p12");
  }

  private static void keytool(Path store, String alias, String kind, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair"));
    command.addAll(List.of("-alias", alias, "-keyalg", kind, "-storetype", "PKCS12"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
    command.addAll(List.of(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + said);
    }
  }

  private static TestCertificate load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    Certificate[] chain = store.getCertificateChain("localhost");
    Files.delete(file);
    Files.delete(file.getParent());
    return new TestCertificate(
        Arrays.stream(chain).map(X509Certificate.class::cast).toList(),
        (PrivateKey) store.getKey("localhost", PASSWORD));
  }

  /** The server's own certificate. */
  public X509Certificate certificate() {
    return chain.get(0);
  }

  /** The chain, the server's own first. */
  public String pem() throws GeneralSecurityException {
    return pem(chain);
  }

  /** The chain the wrong way round. */
  public String reversed() throws GeneralSecurityException {
    List<X509Certificate> turned = new ArrayList<>(chain);
    java.util.Collections.reverse(turned);
    return pem(turned);
  }

  private static String pem(List<X509Certificate> certificates) throws GeneralSecurityException {
    StringBuilder text = new StringBuilder("made for a test\n");
    for (X509Certificate certificate : certificates) {
      text.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  /** The key as PKCS#8. */
  public String key() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** The key in the older form of its kind: PKCS#1 or SEC 1. */
  public String olderKey() {
    byte[] inner = octets();
    if (key.getAlgorithm().equals("RSA")) {
      return pem("RSA PRIVATE KEY", inner);
    }
    // The JDK leaves out the curve, which the form alone must name.
    byte[] named = Arrays.copyOf(inner, inner.length + OID_P256.length);
    System.arraycopy(OID_P256, 0, named, inner.length, OID_P256.length);
    named[1] += (byte) OID_P256.length;
    return pem("EC PRIVATE KEY", named);
  }

  /** What PKCS#8 wraps: the last element of its sequence. */
  private byte[] octets() {
    byte[] der = key.getEncoded();
    int at = content(der, 0);
    at = content(der, at) + length(der, at);
    at = content(der, at) + length(der, at);
    return Arrays.copyOfRange(der, content(der, at), content(der, at) + length(der, at));
  }

  private static int content(byte[] der, int at) {
    return at + 2 + ((der[at + 1] & 0x80) == 0 ? 0 : der[at + 1] & 0x7F);
  }

  private static int length(byte[] der, int at) {
    if ((der[at + 1] & 0x80) == 0) {
      return der[at + 1];
    }
    int length = 0;
    for (int i = at + 2; i < content(der, at); i++) {
      length = length << 8 | der[i] & 0xFF;
    }
    return length;
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** Writes certificate and key into the folder as tls.crt and tls.key. */
  public void writeTo(Path folder) throws Exception {
    Files.writeString(folder.resolve("tls.crt"), pem());
    Files.writeString(folder.resolve("tls.key"), key());
  }
}
