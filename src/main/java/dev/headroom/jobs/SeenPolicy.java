package dev.headroom.jobs;

import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.store.Meta;
import dev.headroom.store.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/** The policy and mode that the jobs have seen last, to notice a change over a restart. */
public final class SeenPolicy {

  private static final String NAME = "policy";

  private SeenPolicy() {}

  /** A text that changes with the policy of any group, and with the mode it has by now. */
  static String mark(PruneSettings settings, Instant now) {
    StringBuilder text = new StringBuilder();
    add(text, settings.base(), now);
    for (PruneSettings.GroupOverride override : settings.groups()) {
      text.append('\n')
          .append(override.match())
          .append(' ')
          .append(override.type())
          .append(' ')
          .append(override.sdkAppId())
          .append(' ');
      add(text, override.policy(), now);
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void add(StringBuilder text, PolicySettings policy, Instant now) {
    text.append(policy.hash()).append(' ').append(policy.modeAt(now).wire());
  }

  /** Whether the jobs were let go under another policy last: nodes are being restarted, perhaps. */
  public static boolean isOther(Session session, PruneSettings settings, Instant now)
      throws SQLException {
    return last(session).filter(seen -> !seen.equals(mark(settings, now))).isPresent();
  }

  /** What was noted last. */
  static Optional<String> last(Session session) throws SQLException {
    return Meta.find(session, NAME);
  }

  /** Notes that the jobs have been let go under that policy. */
  static void note(Session session, String mark) throws SQLException {
    Meta.note(session, NAME, mark);
  }
}
