package dev.headroom.config;

import java.time.Duration;

/**
 * The job table, {@code jobs} in the file.
 *
 * @param url JDBC URL; may hold a password, so only {@link #shownUrl} may be shown
 * @param ackDeadline longest wait for the store before a callback is answered 503
 * @param lease how long a claimed job belongs to its node without renewal
 * @param maxAttempts failures of a job's own before it is dead
 * @param maxWaiting bound of jobs that wait
 * @param retention how long ended runs are kept
 */
public record JobsSettings(
    String url,
    Duration ackDeadline,
    Duration lease,
    int maxAttempts,
    int maxWaiting,
    Duration retention) {

  /** Whether the database is a file that one process at a time may use. */
  public boolean isEmbedded() {
    return url.startsWith("jdbc:sqlite:");
  }

  /** The URL without user, password and parameters. */
  public String shownUrl() {
    return url.startsWith(PostgresUrl.PREFIX)
        ? PostgresUrl.parse(url).map(PostgresUrl::place).orElse(PostgresUrl.PREFIX + "//***")
        : url.replaceFirst("\\?.*", "");
  }

  @Override
  public String toString() {
    return "JobsSettings[url="
        + shownUrl()
        + ", ackDeadline="
        + ackDeadline
        + ", lease="
        + lease
        + ", maxAttempts="
        + maxAttempts
        + ", maxWaiting="
        + maxWaiting
        + ", retention="
        + retention
        + "]";
  }
}
