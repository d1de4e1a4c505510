package dev.headroom.manage;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page of a list ended.
 *
 * @param number what the list is sorted by first
 * @param id tells items of the same number apart
 */
public record Cursor(long number, String id) {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})\\.([\\x21-\\x7E]{1,100})");

  /** The text that callers send back; it means nothing to them. */
  String encode() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((number + "." + id).getBytes(StandardCharsets.UTF_8));
  }

  /** Reads what {@link #encode} wrote; empty for anything else. */
  static Optional<Cursor> parse(String text) {
    byte[] plain;
    try {
      plain = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(new String(plain, StandardCharsets.UTF_8));
    return form.matches()
        ? Optional.of(new Cursor(Long.parseLong(form.group(1)), form.group(2)))
        : Optional.empty();
  }
}
