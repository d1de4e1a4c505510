package dev.headroom.ledger;

import java.util.List;
import java.util.stream.Collectors;

/** Lines for spreadsheets, by RFC 4180. */
public final class Csv {

  private static final String FORMULA = "=+-@\t\r";

  private Csv() {}

  /** A line with its end. A null is an empty cell. */
  public static String line(List<?> cells) {
    return cells.stream()
        .map(cell -> cell == null ? "" : cell(cell.toString()))
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  /** A spreadsheet takes what begins like a formula for one, and a GroupId begins with an @. */
  private static String cell(String text) {
    String harmless = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    boolean quoted = harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
  }
}
