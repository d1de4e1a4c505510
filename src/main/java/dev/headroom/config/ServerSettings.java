package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Hosts;
import dev.headroom.config.yaml.Section;
import java.util.regex.Pattern;

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

  private static final ServerSettings DEFAULTS =
      new ServerSettings("0.0.0.0", 8080, "/im/callback", 0, 64 * 1024);

  /** Printable ASCII without what the console refuses [1047/34520] or what ends a path. */
  private static final Pattern PATH = Pattern.compile("/[!-~&&[^?&$!#]]*");

  /** Plain HTTP. */
  public ServerSettings(String host, int port, String path, int instances, int maxBody) {
    this(host, port, path, instances, maxBody, null);
  }

  /** The same port with another certificate. */
  ServerSettings with(TlsSettings other) {
    return new ServerSettings(host, port, path, instances, maxBody, other);
  }

  /** Reads {@code server}. */
  static ServerSettings read(Section server) {
    ServerSettings settings =
        new ServerSettings(
            server.get("host", DEFAULTS.host(), Hosts.host()),
            server.get("port", DEFAULTS.port(), Forms.integer(0, 65_535)),
            server.get("path", DEFAULTS.path(), ServerSettings::path),
            server.get("instances", DEFAULTS.instances(), Forms.integer(0, 1024)),
            server.get("maxBody", DEFAULTS.maxBody(), Forms.size(1024, 16 * 1024 * 1024)),
            TlsSettings.read(server));
    server.notBuilt("allowFrom", "any");
    server.notBuilt("trustedProxies", "[]");
    server.done();
    return settings;
  }

  private static String path(String text) throws BadValue {
    if (!PATH.matcher(text).matches()) {
      throw new BadValue(
          "is not a path that Tencent's console takes",
          "Begin with / and leave out blanks and ? & $ ! #, e.g. " + DEFAULTS.path());
    }
    return text;
  }
}
