package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
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

  private static final JobsSettings DEFAULTS =
      new JobsSettings(
          "jdbc:sqlite:data/headroom.db",
          Duration.ofMillis(1500),
          Duration.ofSeconds(30),
          10,
          1_000_000,
          Duration.ofDays(180));

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String POSTGRESQL_FORM =
      "jdbc:postgresql://HOST:5432/DATABASE?user=USER&password=PASSWORD";

  /** Tencent waits 2 s for a reply [1047/34354]. */
  private static final Duration LONGEST_ACK = Duration.ofMillis(1999);

  /** The daily limits count what the ledger holds. */
  private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

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
    return ("JobsSettings[url=%s, ackDeadline=%s, lease=%s, maxAttempts=%s, maxWaiting=%s,"
            + " retention=%s]")
        .formatted(shownUrl(), ackDeadline, lease, maxAttempts, maxWaiting, retention);
  }

  /** Reads {@code jobs}. */
  static JobsSettings read(Section jobs) {
    JobsSettings settings =
        new JobsSettings(
            jobs.hidden("url", DEFAULTS.url(), JobsSettings::url),
            jobs.get(
                "ackDeadline",
                DEFAULTS.ackDeadline(),
                Durations.between(Duration.ofMillis(1), LONGEST_ACK)),
            jobs.get("lease", DEFAULTS.lease(), Durations.positive()),
            jobs.get("maxAttempts", DEFAULTS.maxAttempts(), Forms.integer(1, 1000)),
            jobs.get("maxWaiting", DEFAULTS.maxWaiting(), Forms.integer(1, Integer.MAX_VALUE)),
            jobs.get(
                "retention",
                DEFAULTS.retention(),
                Durations.between(SHORTEST_RETENTION, Durations.LONGEST)));
    jobs.done();
    return settings;
  }

  private static String url(String text) throws BadValue {
    if (text.startsWith(PostgresUrl.PREFIX)) {
      return postgres(text);
    }
    String file = text.startsWith(SQLITE) ? text.substring(SQLITE.length()) : "";
    if (file.isBlank()) {
      throw new BadValue(
          "is not a database that Headroom knows",
          "Use " + SQLITE + "FILE, e.g. " + DEFAULTS.url() + ", or " + POSTGRESQL_FORM);
    }
    if (file.startsWith(":") || file.startsWith("file:") || file.indexOf('?') >= 0) {
      throw new BadValue(
          "is not a plain file",
          "Name a file without parameters, e.g. " + DEFAULTS.url() + "; jobs must outlive a crash");
    }
    return text;
  }

  private static String postgres(String text) throws BadValue {
    PostgresUrl url =
        PostgresUrl.parse(text)
            .orElseThrow(
                () ->
                    new BadValue(
                        "is not a PostgreSQL URL that Headroom understands",
                        "Use "
                            + POSTGRESQL_FORM
                            + ", with other characters than letters and digits in user and"
                            + " password percent-encoded (@ is %40)"));
    if (url.hasEmptyPassword()) {
      throw new BadValue(
          "has an empty password",
          "Name one, e.g. password=${HEADROOM_DB_PASSWORD}, or leave it out if the database asks"
              + " for none");
    }
    return text;
  }
}
