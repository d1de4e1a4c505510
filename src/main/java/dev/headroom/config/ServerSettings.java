package dev.headroom.config;

/**
 * The callback port, {@code server} in the file.
 *
 * @param host address to listen on
 * @param port 0 takes a free one
 * @param path exact path of the callback URL
 * @param instances HTTP verticle instances; 0 = one a core
 * @param maxBody largest body in bytes
 * @param tls how it speaks TLS; null = plain HTTP
 */
public record ServerSettings(
    String host, int port, String path, int instances, int maxBody, TlsSettings tls) {

  /** Plain HTTP. */
  public ServerSettings(String host, int port, String path, int instances, int maxBody) {
    this(host, port, path, instances, maxBody, null);
  }

  /** The same port with another certificate. */
  ServerSettings with(TlsSettings other) {
    return new ServerSettings(host, port, path, instances, maxBody, other);
  }
}
