package dev.headroom.config.yaml;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the file writes them: a whole number with one unit of ms, s, m, h or d. */
public final class Durations {

  /** About a century; more is a slip. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,13})(ms|s|m|h|d)");

  private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

  static {
    UNITS.put("d", Duration.ofDays(1));
    UNITS.put("h", Duration.ofHours(1));
    UNITS.put("m", Duration.ofMinutes(1));
    UNITS.put("s", Duration.ofSeconds(1));
    UNITS.put("ms", Duration.ofMillis(1));
  }

  private Durations() {}

  /** Longer than nothing. */
  public static Form<Duration> positive() {
    return between(Duration.ofMillis(1), LONGEST);
  }

  /** Nothing, or longer. */
  public static Form<Duration> any() {
    return between(Duration.ZERO, LONGEST);
  }

  /** From the shortest to the longest, both allowed. */
  public static Form<Duration> between(Duration shortest, Duration longest) {
    return text -> {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new BadValue(
            "is not a duration", "Write a whole number and a unit: 1500ms, 30s, 5m, 6h or 30d");
      }
      Duration duration =
          UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
      if (duration.compareTo(shortest) < 0) {
        throw new BadValue("is too short", "Set it to " + show(shortest) + " or more");
      }
      if (duration.compareTo(longest) > 0) {
        throw new BadValue("is too long", "Set it to " + show(longest) + " or less");
      }
      return duration;
    };
  }

  /** In the largest unit that leaves no rest. */
  public static String show(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
      long millis = unit.getValue().toMillis();
      if (duration.toMillis() % millis == 0) {
        return duration.toMillis() / millis + unit.getKey();
      }
    }
    throw new IllegalStateException("every duration is a number of milliseconds");
  }
}
