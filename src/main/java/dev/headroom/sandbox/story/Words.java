package dev.headroom.sandbox.story;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says in plain words what the service says in its own. */
final class Words {

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  /** By rule: one, and several. In the order they are told. */
  private static final Map<String, List<String>> SPARED = new LinkedHashMap<>();

  static {
    SPARED.put("owner", List.of("the owner", "owners"));
    SPARED.put("admin", List.of("admin", "admins"));
    SPARED.put("protected-account", List.of("protected account", "protected accounts"));
    SPARED.put(
        "protected-field", List.of("patron (a protected field)", "patrons (a protected field)"));
    SPARED.put("newcomer", List.of("newcomer", "newcomers"));
    SPARED.put("active", List.of("active", "active"));
    SPARED.put("reader", List.of("who reads along", "who read along"));
    SPARED.put("online", List.of("silent but online", "silent but online"));
    SPARED.put("not-needed", List.of("inactive but not needed yet", "inactive but not needed yet"));
  }

  private Words() {}

  /** E.g. {@code tomas.weber, last wrote 214 days ago (23 Apr 2026)}. */
  static String person(SeenRun.Person person, Instant now) {
    long days = Duration.between(person.lastActivity(), now).toDays();
    String when = days + " days ago (" + DAY.format(person.lastActivity()) + ")";
    return person.account()
        + ("never-spoke".equals(person.reason())
            ? ", never wrote, joined " + when
            : ", last active " + when);
  }

  /** E.g. {@code the owner, 2 admins, 25 active}. */
  static String spared(Map<String, Integer> counts) {
    List<String> parts = new ArrayList<>();
    SPARED.forEach(
        (rule, words) -> {
          if (counts.containsKey(rule)) {
            parts.add(part(counts.get(rule), words));
          }
        });
    counts.forEach(
        (rule, count) -> {
          if (!SPARED.containsKey(rule)) {
            parts.add(count + " " + rule);
          }
        });
    return parts.isEmpty() ? "nobody was looked at" : String.join(", ", parts);
  }

  private static String part(int count, List<String> words) {
    if (count == 1) {
      return words.get(0).startsWith("the ") ? words.get(0) : "1 " + words.get(0);
    }
    return count + " " + words.get(1);
  }

  /** E.g. {@code 1 seat is free}, {@code no seat is free}. */
  static String freeSeats(int seats) {
    if (seats <= 0) {
      return "no seat is free";
    }
    return seats == 1 ? "1 seat is free" : seats + " seats are free";
  }

  /** E.g. {@code 0.4 ms}, {@code 12 ms}. */
  static String micros(long micros) {
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.1f ms", micros / 1000.0)
        : micros / 1000 + " ms";
  }
}
