package dev.headroom.config.yaml;

import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Characters that nobody sees where they stand: they come along when a text is copied, and make two
 * texts differ that look the same.
 */
public final class Characters {

  /** Blank, though Unicode calls them letters, marks or symbols; two a range. */
  private static final int[] ALSO_UNSEEN = {
    0x034F, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x2800, 0x2800, 0x3164, 0x3164,
    0xFE00, 0xFE0F, 0xFFA0, 0xFFA0, 0xE0100, 0xE01EF
  };

  private static final int BYTE_ORDER_MARK = 0xFEFF;

  /** What a lossy conversion leaves. */
  private static final int REPLACEMENT = 0xFFFD;

  private Characters() {}

  /** Without the white space of any script and the invisible characters at both ends. */
  public static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isAtEdge(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (end > start && isAtEdge(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  /** Where the text begins or ends with something to trim, the first such; else empty. */
  public static OptionalInt edge(String text) {
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    int first = text.codePointAt(0);
    int last = text.codePointBefore(text.length());
    if (isAtEdge(first)) {
      return OptionalInt.of(first);
    }
    return isAtEdge(last) ? OptionalInt.of(last) : OptionalInt.empty();
  }

  private static boolean isAtEdge(int character) {
    return character == ' ' || isUnseen(character);
  }

  /** The first character that is not seen, a plain blank aside. */
  public static OptionalInt unseen(String text) {
    return text.codePoints().filter(Characters::isUnseen).findFirst();
  }

  private static boolean isUnseen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.SPACE_SEPARATOR -> character != ' ';
      default ->
          character == REPLACEMENT || (character & 0xFFFE) == 0xFFFE || isAlsoUnseen(character);
    };
  }

  private static boolean isAlsoUnseen(int character) {
    for (int i = 0; i < ALSO_UNSEEN.length; i += 2) {
      if (ALSO_UNSEEN[i] <= character && character <= ALSO_UNSEEN[i + 1]) {
        return true;
      }
    }
    return false;
  }

  /** Code point and name, for messages. */
  public static String named(int character) {
    String name = character == BYTE_ORDER_MARK ? "byte order mark" : Character.getName(character);
    return code(character) + (name == null ? "" : " (" + name + ")");
  }

  private static String code(int character) {
    return "U+%04X".formatted(character);
  }

  /** With code points for what is not seen; control characters are a question mark. */
  static String shown(String text) {
    return text.codePoints()
        .mapToObj(
            character ->
                Character.isISOControl(character)
                    ? "?"
                    : isUnseen(character)
                        ? "<" + code(character) + ">"
                        : Character.toString(character))
        .collect(Collectors.joining());
  }
}
