package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Secret;
import dev.headroom.config.yaml.Section;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.X509KeyManager;

/**
 * How a port speaks TLS: {@code tls} in the file. Holds what was in the files when they were read,
 * so that a certificate and its key are always those of one moment.
 *
 * @param certificate path of the PEM file with the certificate, and those that vouch for it
 * @param key path of the PEM file with its private key
 * @param chain what was in the file of the certificate
 * @param privateKey what was in the file of the key
 * @param notBefore from when the certificate is valid
 * @param notAfter until when
 */
public record TlsSettings(
    String certificate,
    String key,
    String chain,
    Secret privateKey,
    Instant notBefore,
    Instant notAfter) {

  private static final String CERTIFICATE = "certificate";
  private static final String KEY = "key";

  /** How what a key of that kind has signed is checked. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

  /** Refuses nulls. */
  public TlsSettings {
    Objects.requireNonNull(chain, "chain");
    Objects.requireNonNull(privateKey, "privateKey");
  }

  /** Whether BoringSSL is here; else Java's own TLS is used. Loads it, so the first call blocks. */
  public static boolean isBoringSsl() {
    return OpenSSLEngineOptions.isAvailable();
  }

  /** Lets a server speak TLS 1.2 and 1.3 with this certificate, HTTP/1.1 only. */
  public HttpServerOptions applyTo(HttpServerOptions server) {
    return applyTo(server, isBoringSsl() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions());
  }

  HttpServerOptions applyTo(HttpServerOptions server, SSLEngineOptions engine) {
    return server
        .setSsl(true)
        .setUseAlpn(false)
        .setSslEngineOptions(engine)
        .setKeyCertOptions(pem())
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }

  /** The same for a server that listens already: its next connections get this certificate. */
  public ServerSSLOptions renewal() {
    return new ServerSSLOptions()
        .setUseAlpn(false)
        .setKeyCertOptions(pem())
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }

  private PemKeyCertOptions pem() {
    return new PemKeyCertOptions()
        .setCertValue(Buffer.buffer(chain))
        .setKeyValue(Buffer.buffer(privateKey.reveal()));
  }

  @Override
  public String toString() {
    return "TlsSettings[certificate=%s, key=%s, notAfter=%s]".formatted(certificate, key, notAfter);
  }

  /**
   * Reads {@code tls} of a port, and the two files it names; null when the port has no TLS, or
   * something is wrong with them.
   */
  static TlsSettings read(Section port) {
    Section tls = port.section("tls");
    if (tls.keys().isEmpty()) {
      return null;
    }
    Optional<Section.FileText> certificate =
        tls.file(CERTIFICATE, "Name the PEM file with the certificate of this server");
    Optional<Section.FileText> key =
        tls.file(KEY, "Name the PEM file with the private key of the certificate");
    tls.done();
    return certificate.isEmpty() || key.isEmpty()
        ? null
        : settings(tls, certificate.get(), key.get());
  }

  private static TlsSettings settings(
      Section tls, Section.FileText certificate, Section.FileText key) {
    if (!certificate.text().contains("-----BEGIN CERTIFICATE-----")) {
      tls.problem(
          CERTIFICATE,
          "names the file " + certificate.path() + ", which holds no certificate",
          "Name a PEM file; it has a line -----BEGIN CERTIFICATE-----");
      return null;
    }
    if (key.text().contains("ENCRYPTED")) {
      tls.problem(
          KEY,
          "names the file " + key.path() + ", in which the key is encrypted",
          "Store it without a passphrase, readable by the user running Headroom only");
      return null;
    }
    if (!key.text().contains("PRIVATE KEY-----")) {
      tls.problem(
          KEY,
          "names the file " + key.path() + ", which holds no private key",
          "Name a PEM file; it has a line -----BEGIN PRIVATE KEY-----");
      return null;
    }
    try {
      return settings(certificate, key);
    } catch (BadValue e) {
      tls.problem(KEY, e.getMessage(), e.remedy());
      return null;
    }
  }

  private static TlsSettings settings(Section.FileText certificate, Section.FileText key)
      throws BadValue {
    X509KeyManager pair = pair(certificate, key);
    String alias = alias(pair);
    if (alias == null) {
      throw unusable(certificate, key);
    }
    X509Certificate first = pair.getCertificateChain(alias)[0];
    if (!belongs(pair.getPrivateKey(alias), first.getPublicKey())) {
      throw new BadValue(
          "names the file "
              + key.path()
              + ", whose key does not belong to the first certificate in "
              + certificate.path(),
          "Name the key the certificate was made for, and let the server's own certificate come"
              + " before those that vouch for it");
    }
    return new TlsSettings(
        certificate.path(),
        key.path(),
        certificate.text(),
        new Secret(key.text()),
        first.getNotBefore().toInstant(),
        first.getNotAfter().toInstant());
  }

  /** Both as the server will read them. What the parser says is dropped: it may quote a key. */
  private static X509KeyManager pair(Section.FileText certificate, Section.FileText key)
      throws BadValue {
    try {
      return (X509KeyManager)
          new PemKeyCertOptions()
              .setCertValue(Buffer.buffer(certificate.text()))
              .setKeyValue(Buffer.buffer(key.text()))
              // Only paths need an instance, and these are values.
              .getKeyManagerFactory(null)
              .getKeyManagers()[0];
    } catch (Exception e) {
      throw unusable(certificate, key);
    }
  }

  private static String alias(X509KeyManager pair) {
    for (String kind : SIGNATURES.keySet()) {
      String[] aliases = pair.getServerAliases(kind, null);
      if (aliases != null && aliases.length > 0) {
        return aliases[0];
      }
    }
    return null;
  }

  private static BadValue unusable(Section.FileText certificate, Section.FileText key) {
    return new BadValue(
        "names the file "
            + key.path()
            + ", which cannot be used with the certificate in "
            + certificate.path(),
        "Use an RSA or EC key in PEM, that of this very certificate, and check that neither file is"
            + " cut off");
  }

  /** Whether the public key accepts what the private key signs. */
  private static boolean belongs(PrivateKey secret, PublicKey open) {
    byte[] text = new byte[32];
    new SecureRandom().nextBytes(text);
    try {
      Signature signature = Signature.getInstance(SIGNATURES.get(secret.getAlgorithm()));
      signature.initSign(secret);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
