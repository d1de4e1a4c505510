package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Hosts;
import dev.headroom.config.yaml.NotBuilt;
import dev.headroom.config.yaml.Section;
import java.util.regex.Pattern;

/** Reads {@code server}. */
final class ServerReader {

  static final ServerSettings DEFAULTS =
      new ServerSettings("0.0.0.0", 8080, "/im/callback", 0, 64 * 1024);

  /** Printable ASCII without what the console refuses [1047/34520] or what ends a path. */
  private static final Pattern PATH = Pattern.compile("/[!-~&&[^?&$!#]]*");

  private ServerReader() {}

  static ServerSettings read(Section server) {
    ServerSettings settings =
        new ServerSettings(
            server.get("host", DEFAULTS.host(), Hosts.host()),
            server.get("port", DEFAULTS.port(), Forms.integer(0, 65_535)),
            server.get("path", DEFAULTS.path(), ServerReader::path),
            server.get("instances", DEFAULTS.instances(), Forms.integer(0, 1024)),
            server.get("maxBody", DEFAULTS.maxBody(), Forms.size(1024, 16 * 1024 * 1024)),
            TlsReader.read(server));
    server.notBuilt("allowFrom", NotBuilt.text("any"), "any");
    server.notBuilt("trustedProxies", NotBuilt::emptyList, "[]");
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
