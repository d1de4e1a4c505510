package dev.headroom.cli.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Times of the service, which are ISO 8601 in UTC, as people read them.
 *
 * @param now the present
 * @param zone where the reader is
 */
record Times(Instant now, ZoneId zone) {

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter MINUTES =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);

  /** Of this machine's zone. */
  static Times local(Clock clock) {
    return new Times(clock.instant(), ZoneId.systemDefault());
  }

  /** E.g. {@code 2026-11-23 14:05:09}; null for null. */
  String second(String iso) {
    return show(iso, SECONDS);
  }

  /** E.g. {@code 2026-11-23 14:05}; null for null. */
  String minute(String iso) {
    return show(iso, MINUTES);
  }

  /** E.g. {@code 2026-11-23}; null for null. */
  String day(String iso) {
    return show(iso, DAY);
  }

  private String show(String iso, DateTimeFormatter form) {
    return iso == null ? null : form.format(Instant.parse(iso).atZone(zone));
  }

  /** E.g. {@code 5 min ago}, {@code in 3 h}; null for null. */
  String distance(String iso) {
    if (iso == null) {
      return null;
    }
    Duration passed = Duration.between(Instant.parse(iso), now);
    String length = length(passed.abs());
    if (passed.abs().toSeconds() < 1) {
      return "now";
    }
    return passed.isNegative() ? "in " + length : length + " ago";
  }

  /** In the one unit that fits it best, e.g. {@code 12 s}, {@code 5 min}, {@code 40 days}. */
  static String length(Duration duration) {
    if (duration.toMinutes() < 2) {
      return duration.toSeconds() + " s";
    }
    if (duration.toHours() < 2) {
      return duration.toMinutes() + " min";
    }
    return duration.toDays() < 2 ? duration.toHours() + " h" : duration.toDays() + " days";
  }

  /** A heading for times, e.g. {@code Started (Europe/Berlin)}. */
  String heading(String name) {
    boolean isUtc = zone.normalized().equals(ZoneOffset.UTC);
    return name + " (" + (isUtc ? "UTC" : zone.getId()) + ")";
  }
}
