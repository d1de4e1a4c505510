package dev.headroom.manage;

import dev.headroom.config.ManagementSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * Who may call. Keeps digests only and looks at every one of them, so that the time of an answer
 * tells nothing of any token.
 */
final class Tokens {

  private static final String SCHEME = "Bearer ";

  private record Holder(byte[] digest, Actor actor) {}

  private final List<Holder> holders;

  Tokens(List<ManagementSettings.Token> tokens) {
    holders =
        tokens.stream()
            .map(token -> new Holder(digest(token.token().reveal()), actor(token)))
            .toList();
  }

  private static Actor actor(ManagementSettings.Token token) {
    return new Actor(token.name(), token.role());
  }

  /** Whether there is none: then only this machine may call. */
  boolean none() {
    return holders.isEmpty();
  }

  /**
   * Who calls; empty for a stranger.
   *
   * @param authorization the header, or null
   */
  Optional<Actor> actor(String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    byte[] given = digest(authorization.substring(SCHEME.length()).strip());
    Actor actor = null;
    for (Holder holder : holders) {
      if (MessageDigest.isEqual(holder.digest(), given)) {
        actor = holder.actor();
      }
    }
    return Optional.ofNullable(actor);
  }

  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
