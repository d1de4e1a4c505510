package dev.headroom.cli.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts as a terminal shows them. */
final class TerminalText {

  /** No line is longer. */
  static final int WIDTH = 100;

  private static final String CUT = "..";

  private TerminalText() {}

  /** Without characters that would steer the terminal or turn the direction of the line. */
  static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                    ? '?'
                    : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** How many columns the text takes: Chinese and the like are two columns wide. */
  static int width(String text) {
    return text.codePoints().map(TerminalText::width).sum();
  }

  private static int width(int c) {
    if (c < 0x1100) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean isWide =
        c <= 0x115F
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return isWide ? 2 : 1;
  }

  /** At most so many columns; what is too long loses its middle. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    int room = columns - CUT.length();
    int head = 0;
    int taken = 0;
    while (taken + width(points[head]) <= (room + 1) / 2) {
      taken += width(points[head++]);
    }
    int tail = points.length;
    while (taken + width(points[tail - 1]) <= room) {
      taken += width(points[--tail]);
    }
    return new String(points, 0, head) + CUT + new String(points, tail, points.length - tail);
  }

  /** With blanks behind it up to so many columns. */
  static String padded(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /** Lines of at most so many columns, broken at blanks, and within a word where there are none. */
  static List<String> wrapped(String text, int columns) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : clean(text).strip().split(" +")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (width(longer) <= columns) {
        line = longer;
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line);
      }
      line = word;
      while (width(line) > columns) {
        int end = 1;
        while (width(line.substring(0, end + 1)) <= columns) {
          end++;
        }
        int at = Character.isHighSurrogate(line.charAt(end - 1)) && end > 1 ? end - 1 : end;
        lines.add(line.substring(0, at));
        line = line.substring(at);
      }
    }
    lines.add(line);
    return lines;
  }

  /** A paragraph behind a label; the label's column is so many wide. */
  static List<String> labelled(String label, int column, String text) {
    List<String> lines = new ArrayList<>();
    for (String line : wrapped(text, WIDTH - column)) {
      lines.add(padded(lines.isEmpty() ? label : "", column) + line);
    }
    return lines;
  }

  /** E.g. {@code 1,234}. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** E.g. {@code 1 member}, {@code 1,234 members}. */
  static String count(long number, String one, String several) {
    return number(number) + " " + (number == 1 ? one : several);
  }
}
