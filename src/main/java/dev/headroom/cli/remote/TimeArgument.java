package dev.headroom.cli.remote;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time as it is written behind an option: {@code 2026-12-24T18:00:00Z}, {@code 2026-12-24T18:00}
 * and {@code 2026-12-24} of the local zone, {@code 18:00}, or a distance from now as {@code 90m}.
 */
final class TimeArgument {

  private static final Pattern DISTANCE = Pattern.compile("([0-9]{1,6})([smhd])");
  private static final Pattern CLOCK = Pattern.compile("[0-9]{2}:[0-9]{2}(:[0-9]{2})?");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private TimeArgument() {}

  /** A moment that has been: {@code 2h} is two hours ago. */
  static final class Past implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      return parse(text, local(), -1);
    }
  }

  /** A moment to come: {@code 2h} is in two hours. */
  static final class Future implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      return parse(text, local(), 1);
    }
  }

  private static ZonedDateTime local() {
    return Clock.systemUTC().instant().atZone(ZoneId.systemDefault());
  }

  /**
   * The moment.
   *
   * @param now the present, where the writer is
   * @param direction 1 for what is to come, -1 for what has been
   */
  static Instant parse(String text, ZonedDateTime now, int direction) {
    try {
      Matcher distance = DISTANCE.matcher(text);
      if (distance.matches()) {
        Duration length =
            UNITS.get(distance.group(2)).multipliedBy(Long.parseLong(distance.group(1)));
        return now.toInstant().plus(length.multipliedBy(direction)).truncatedTo(ChronoUnit.SECONDS);
      }
      if (CLOCK.matcher(text).matches()) {
        return clock(LocalTime.parse(text), now, direction);
      }
      String iso = text.replace(' ', 'T');
      if (!iso.contains("T")) {
        return LocalDate.parse(iso).atStartOfDay(now.getZone()).toInstant();
      }
      return iso.matches(".*T.*([Zz]|[+-][0-9:]+)")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).atZone(now.getZone()).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no time: write 2026-12-24T18:00, 2026-12-24, 18:00, or a distance such as 90m,"
              + " 2h or 3d");
    }
  }

  /** The next or the last time that the clock shows it. */
  private static Instant clock(LocalTime time, ZonedDateTime now, int direction) {
    ZonedDateTime today = now.toLocalDate().atTime(time).atZone(now.getZone());
    boolean isRight = direction > 0 ? today.isAfter(now) : !today.isAfter(now);
    return (isRight
            ? today
            : now.toLocalDate().plusDays(direction).atTime(time).atZone(now.getZone()))
        .toInstant();
  }
}
