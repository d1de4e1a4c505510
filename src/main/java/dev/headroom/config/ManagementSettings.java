package dev.headroom.config;

import dev.headroom.config.yaml.Secret;
import java.util.List;

/**
 * The management port, {@code management} in the file.
 *
 * @param host address to listen on; without tokens a loopback address
 * @param port 0 takes a free one
 * @param tokens who may call; empty = loopback only
 * @param tls how it speaks TLS; null = plain HTTP
 */
public record ManagementSettings(String host, int port, List<Token> tokens, TlsSettings tls) {

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
}
