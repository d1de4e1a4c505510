package dev.headroom.config;

import java.util.List;

/**
 * The management port, {@code management} in the file.
 *
 * @param host address to listen on; without tokens a loopback address
 * @param port 0 takes a free one
 * @param tokens who may call; empty = loopback only
 */
public record ManagementSettings(String host, int port, List<Token> tokens) {

  /** Copies the list. */
  public ManagementSettings {
    tokens = List.copyOf(tokens);
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
