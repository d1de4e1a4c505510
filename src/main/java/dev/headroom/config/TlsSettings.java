package dev.headroom.config;

import dev.headroom.config.yaml.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

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
    return "TlsSettings[certificate="
        + certificate
        + ", key="
        + key
        + ", notAfter="
        + notAfter
        + "]";
  }
}
