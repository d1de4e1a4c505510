package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Hosts;
import dev.headroom.config.yaml.Secret;
import dev.headroom.config.yaml.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The management port, {@code management} in the file.
 *
 * @param host address to listen on; without tokens a loopback address
 * @param port 0 takes a free one
 * @param tokens who may call; empty = loopback only
 * @param tls how it speaks TLS; null = plain HTTP
 */
public record ManagementSettings(String host, int port, List<Token> tokens, TlsSettings tls) {

  static final ManagementSettings DEFAULTS = new ManagementSettings("127.0.0.1", 8081, List.of());

  private static final Map<String, Role> ROLES = Map.of("read", Role.READ, "operate", Role.OPERATE);

  /** Copies the list. */
  public ManagementSettings {
    tokens = List.copyOf(tokens);
  }

  /** Plain HTTP. */
  public ManagementSettings(String host, int port, List<Token> tokens) {
    this(host, port, tokens, null);
  }

  /** The same port with another certificate. */
  ManagementSettings with(TlsSettings other) {
    return new ManagementSettings(host, port, tokens, other);
  }

  /** What a token allows. */
  public enum Role {
    /** Sees. */
    READ,
    /** Sees and changes. */
    OPERATE
  }

  /**
   * A bearer token.
   *
   * @param name who holds it, for the record
   * @param token the secret itself
   * @param role what it allows
   */
  public record Token(String name, Secret token, Role role) {}

  /** Reads {@code management}. */
  static ManagementSettings read(Section management) {
    ManagementSettings settings =
        new ManagementSettings(
            management.get("host", DEFAULTS.host(), Hosts.host()),
            management.get("port", DEFAULTS.port(), Forms.integer(0, 65_535)),
            tokens(management),
            TlsSettings.read(management));
    if (!Hosts.isLoopback(settings.host())
        && !management.has("token")
        && settings.tokens().isEmpty()
        && management.fine("tokens")) {
      management.problem(
          "host",
          "is reachable from other machines, and there is no token",
          "Set management.token, or listen on " + DEFAULTS.host());
    }
    management.done();
    return settings;
  }

  private static List<Token> tokens(Section management) {
    List<Token> tokens = new ArrayList<>();
    Secret single = management.hidden("token", null, Forms.token());
    if (single != null) {
      tokens.add(new Token("token", single, Role.OPERATE));
    }
    List<Section> items = management.sections("tokens");
    if (management.has("token") && management.has("tokens")) {
      management.problem(
          "tokens",
          "stands beside token, which is short for a list of one",
          "Keep either of them; in the list it is { name: token, token: …, role: operate }");
    }
    Set<String> names = new HashSet<>();
    Set<Secret> secrets = new HashSet<>();
    for (Section item : items) {
      Token token = token(item);
      if (token.name() != null && !names.add(token.name())) {
        item.problem("name", "is the name of an earlier token, too", "Give each its own name");
      }
      if (token.token() != null && !secrets.add(token.token())) {
        item.problem("token", "is the same secret as an earlier one", "Give each its own secret");
      }
      tokens.add(token);
    }
    return tokens;
  }

  private static Token token(Section item) {
    Token token =
        new Token(
            item.required("name", ManagementSettings::name, "Say who holds the token"),
            item.required("token", Forms.token(), "Give the secret itself"),
            item.required("role", Forms.oneOf(ROLES), "Write read or operate"));
    item.done();
    return token;
  }

  private static String name(String text) throws BadValue {
    return Forms.line(64).read(Forms.text().read(text));
  }
}
