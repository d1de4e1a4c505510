package dev.headroom.jobs;

import dev.headroom.config.PruneSettings;
import dev.headroom.store.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;

/** The policy that the jobs in the table have seen last, to notice a change over a restart. */
public final class SeenPolicy {

  private static final String NAME = "policy";

  private SeenPolicy() {}

  /** A text that changes with the policy of any group. */
  public static String mark(PruneSettings settings) {
    StringBuilder text = new StringBuilder(settings.base().hash());
    for (PruneSettings.GroupOverride override : settings.groups()) {
      text.append('\n')
          .append(override.match())
          .append(' ')
          .append(override.type())
          .append(' ')
          .append(override.sdkAppId())
          .append(' ')
          .append(override.policy().hash());
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

  /** Notes the policy; whether another one was seen before. */
  static boolean isNew(Session session, String mark) throws SQLException {
    Optional<String> seen =
        session.first("SELECT value FROM meta WHERE name = ?", row -> row.getString(1), NAME);
    session.update(
        "INSERT INTO meta (name, value) VALUES (?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        NAME,
        mark);
    return seen.filter(before -> !before.equals(mark)).isPresent();
  }
}
