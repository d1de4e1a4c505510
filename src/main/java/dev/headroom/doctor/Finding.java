package dev.headroom.doctor;

import java.util.Objects;

/**
 * Something that was found out.
 *
 * @param grade how it is to be taken
 * @param text what is so; of what is wrong, the cause
 * @param remedy what to do about it, empty when there is nothing to do; may have several lines
 */
public record Finding(Grade grade, String text, String remedy) {

  /** How a finding is to be taken. */
  public enum Grade {
    /** As it should be. */
    WELL("ok"),
    /** To be known, good or bad. */
    NOTE("note"),
    /** Has to be mended. */
    WRONG("wrong");

    private final String word;

    Grade(String word) {
      this.word = word;
    }
  }

  private static final String INDENT = "         ";

  /** Refuses nulls. */
  public Finding {
    Objects.requireNonNull(grade, "grade");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(remedy, "remedy");
  }

  static Finding well(String text) {
    return new Finding(Grade.WELL, text, "");
  }

  static Finding note(String text, String remedy) {
    return new Finding(Grade.NOTE, text, remedy);
  }

  static Finding wrong(String cause, String remedy) {
    return new Finding(Grade.WRONG, cause, remedy);
  }

  /** The same, said of that. */
  Finding about(String what) {
    return new Finding(grade, what + ": " + text, remedy);
  }

  boolean isWrong() {
    return grade == Grade.WRONG;
  }

  /** Lines for a terminal, the remedy below the cause. */
  String inLines() {
    String line = String.format("  %-5s  %s", grade.word, text);
    return remedy.isEmpty() ? line : line + "\n" + INDENT + remedy.replace("\n", "\n" + INDENT);
  }
}
