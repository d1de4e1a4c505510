package dev.headroom.operator;

import java.util.ArrayList;
import java.util.List;

/** Lines for people, built from the top to the bottom. */
final class Report {

  private static final int LABEL = 12;

  private final List<String> lines = new ArrayList<>();

  /** Text, broken where it is too long. */
  Report text(String text) {
    lines.addAll(Words.wrapped(text, Words.WIDTH));
    return this;
  }

  /** A fact behind its label; nothing if there is none. */
  Report fact(String label, String text) {
    if (text != null && !text.isBlank()) {
      lines.addAll(Words.labelled("  " + label, LABEL, text));
    }
    return this;
  }

  /** A table after an empty line; nothing if it has no rows. */
  Report table(Table table) {
    if (!table.isEmpty()) {
      gap();
      lines.addAll(table.lines());
    }
    return this;
  }

  /** An empty line. */
  Report gap() {
    lines.add("");
    return this;
  }

  /** Lines as they are. */
  Report lines(List<String> more) {
    lines.addAll(more);
    return this;
  }

  /** All of it. */
  List<String> lines() {
    return List.copyOf(lines);
  }
}
