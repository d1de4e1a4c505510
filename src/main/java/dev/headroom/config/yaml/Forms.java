package dev.headroom.config.yaml;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of values other than durations. */
public final class Forms {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,10})(B|KiB|MiB)?");
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,9})(%?)");
  private static final Map<String, Integer> BYTES = Map.of("B", 1, "KiB", 1024, "MiB", 1024 * 1024);

  /** YAML 1.1 takes each of them for false when it stands bare. */
  private static final Set<String> OFF =
      Set.of("off", "Off", "OFF", "no", "No", "NO", "false", "False", "FALSE");

  private Forms() {}

  /** Any text that is not empty. */
  public static Form<String> text() {
    return text -> {
      if (text.isBlank()) {
        throw new BadValue("is empty", "Write a value, or leave the key out");
      }
      return text;
    };
  }

  /** A text of so many characters at most, without control characters; may be empty. */
  public static Form<String> line(int longest) {
    return text -> {
      if (text.length() > longest) {
        throw new BadValue("is too long", "Use at most " + longest + " characters");
      }
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw new BadValue("has a line break or a control character", "Write one plain line");
      }
      return text;
    };
  }

  /** A secret: not empty, and without the blanks that copying brings along. */
  public static Form<Secret> secret() {
    return text -> {
      if (text.isBlank()) {
        throw new BadValue("is empty", "Give the secret, or the variable or file that holds it");
      }
      if (!text.equals(text.strip())) {
        throw new BadValue(
            "begins or ends with white space", "Remove the blanks or line breaks around it");
      }
      OptionalInt unseen = Characters.unseen(text);
      if (unseen.isPresent()) {
        throw new BadValue(
            "has " + Characters.named(unseen.getAsInt()) + " in it",
            "Copy the secret anew, and nothing with it");
      }
      return new Secret(text);
    };
  }

  /** A secret that travels in a header of HTTP. */
  public static Form<Secret> token() {
    return text -> {
      Secret token = secret().read(text);
      if (text.chars().anyMatch(character -> character > 0x7E)) {
        throw new BadValue(
            "has a character beyond ASCII in it, which no header can bring",
            "Use letters, digits and signs of ASCII");
      }
      return token;
    };
  }

  /** A whole number from the least to the most, both allowed. */
  public static Form<Integer> integer(int least, int most) {
    return text -> (int) within(text, least, most);
  }

  /** A whole number above 0. */
  public static Form<Long> positive() {
    return text -> within(text, 1, 999_999_999_999_999_999L);
  }

  private static long within(String text, long least, long most) throws BadValue {
    if (!NUMBER.matcher(text).matches()) {
      throw new BadValue("is not a whole number", "Write a whole number " + range(least, most));
    }
    long number = Long.parseLong(text);
    if (number < least || number > most) {
      throw new BadValue("is out of range", "Write a whole number " + range(least, most));
    }
    return number;
  }

  private static String range(long least, long most) {
    return most > Integer.MAX_VALUE ? "of " + least + " or more" : "from " + least + " to " + most;
  }

  /** A size in bytes, bare or with B, KiB or MiB. */
  public static Form<Integer> size(int least, int most) {
    return text -> {
      Matcher matcher = SIZE.matcher(text);
      if (!matcher.matches()) {
        throw new BadValue("is not a size", "Write bytes, or a number with KiB or MiB, e.g. 64KiB");
      }
      String unit = matcher.group(2) == null ? "B" : matcher.group(2);
      long bytes = Long.parseLong(matcher.group(1)) * BYTES.get(unit);
      if (bytes < least || bytes > most) {
        throw new BadValue(
            "is out of range", "Set it from " + showSize(least) + " to " + showSize(most));
      }
      return (int) bytes;
    };
  }

  /** In the largest unit that leaves no rest. */
  public static String showSize(int bytes) {
    for (String unit : new String[] {"MiB", "KiB"}) {
      if (bytes != 0 && bytes % BYTES.get(unit) == 0) {
        return bytes / BYTES.get(unit) + unit;
      }
    }
    return bytes + "B";
  }

  /** A count of members of at least 1, or a share from 1 % to the largest. */
  public static Form<Amount> amount(int largestShare) {
    return text -> {
      Matcher matcher = AMOUNT.matcher(text);
      String remedy = "Write a count of 1 or more, or a share from 1% to " + largestShare + "%";
      if (!matcher.matches()) {
        throw new BadValue("is neither a count nor a share in whole percent", remedy);
      }
      int number = Integer.parseInt(matcher.group(1));
      boolean isShare = !matcher.group(2).isEmpty();
      if (number < 1 || isShare && number > largestShare) {
        throw new BadValue("is out of range", remedy);
      }
      return new Amount(number, isShare);
    };
  }

  /** A share from 1 % to 100 %, the percent sign included; its number. */
  public static Form<Integer> share() {
    return text -> {
      Matcher matcher = AMOUNT.matcher(text);
      String remedy = "Write a share from 1% to 100%";
      if (!matcher.matches() || matcher.group(2).isEmpty()) {
        throw new BadValue("is not a share in whole percent", remedy);
      }
      int percent = Integer.parseInt(matcher.group(1));
      if (percent < 1 || percent > 100) {
        throw new BadValue("is out of range", remedy);
      }
      return percent;
    };
  }

  /** {@code true} or {@code false}; YAML 1.1's other spellings are too easily a slip. */
  public static Form<Boolean> flag() {
    return text ->
        switch (text) {
          case "true" -> true;
          case "false" -> false;
          default -> throw new BadValue("is neither true nor false", "Write true or false");
        };
  }

  /** One of a few names. */
  public static <T> Form<T> oneOf(Map<String, T> names) {
    return text -> {
      T value = names.get(text);
      if (value == null) {
        String all = String.join(", ", names.keySet().stream().sorted().toList());
        throw new BadValue("is not known here", Nearest.hint(text, names.keySet(), all));
      }
      return value;
    };
  }

  /** Empty for {@code off}, else of that form. */
  public static <T> Form<Optional<T>> orOff(Form<T> form) {
    return text -> isOff(text) ? Optional.empty() : Optional.of(form.read(text));
  }

  /** That value for {@code off}, else of that form. */
  public static <T> Form<T> offAs(T value, Form<T> form) {
    return text -> isOff(text) ? value : form.read(text);
  }

  /** Whether the text is {@code off}, or what YAML 1.1 makes the same of. */
  static boolean isOff(String text) {
    return OFF.contains(text);
  }

  /** A date, its start in UTC, or a date and time with its offset. */
  public static Form<Instant> moment() {
    return text -> {
      try {
        return text.indexOf('T') < 0
            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
            : OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw new BadValue(
            "is neither a date nor a date and time with its offset",
            "Write 2026-12-24, which begins at 00:00 UTC, or 2026-12-24T09:00:00+08:00");
      }
    };
  }
}
