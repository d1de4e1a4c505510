package dev.headroom.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PostgreSQL database as {@code jobs.url} names it: {@code
 * jdbc:postgresql://[user:password@]host[:port]/database[?parameters]}; the driver itself knows
 * user and password only as parameters. Nothing secret is in {@link #toString}.
 *
 * @param place what may be shown: the URL without user, password and parameters
 * @param parameters what stands behind the question mark, percent-encoded, or an empty text
 * @param user before the host, or null
 * @param password before the host, or null
 */
public record PostgresUrl(String place, String parameters, String user, String password) {

  /** What such a URL begins with. */
  public static final String PREFIX = "jdbc:postgresql:";

  private static final Pattern FORM =
      Pattern.compile(
          Pattern.quote(PREFIX)
              + "//(?:(?<user>[^:@/?#\\s]+)(?::(?<password>[^@/?#\\s]*))?@)?"
              + "(?<place>[\\w.,:\\[\\]-]+/[^@/?#&\\s]+)(?:\\?(?<parameters>\\S*))?");

  private static final Pattern EMPTY_PASSWORD = Pattern.compile("(^|&)password=(&|$)");

  /** Reads a URL; empty when it has another form. */
  public static Optional<PostgresUrl> parse(String url) {
    Matcher matcher = FORM.matcher(url);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new PostgresUrl(
              PREFIX + "//" + matcher.group("place"),
              Optional.ofNullable(matcher.group("parameters")).orElse(""),
              decoded(matcher.group("user")),
              decoded(matcher.group("password"))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether a password is named, and is empty. */
  public boolean hasEmptyPassword() {
    return "".equals(password) || EMPTY_PASSWORD.matcher(parameters).find();
  }

  /** The URL as the driver understands it: without user and password before the host. */
  public String forDriver() {
    return parameters.isEmpty() ? place : place + "?" + parameters;
  }

  @Override
  public String toString() {
    return place;
  }

  /** A plus stays what it is: this is no HTML form. */
  private static String decoded(String text) {
    return text == null
        ? null
        : URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
