package dev.headroom.cli.remote;

import java.util.ArrayList;
import java.util.List;

/** The lines of a screen, built from the top to the bottom. */
final class ScreenText {

  private static final int LABEL = 12;

  private final List<String> lines = new ArrayList<>();

  /** Text, broken where it is too long. */
  ScreenText text(String text) {
    lines.addAll(TerminalText.wrapped(text, TerminalText.WIDTH));
    return this;
  }

  /** A fact behind its label; nothing if there is none. */
  ScreenText fact(String label, String text) {
    if (text != null && !text.isBlank()) {
      lines.addAll(TerminalText.labelled("  " + label, LABEL, text));
    }
    return this;
  }

  /** A table after an empty line; nothing if it has no rows. */
  ScreenText table(Table table) {
    if (!table.isEmpty()) {
      gap();
      lines.addAll(table.lines());
    }
    return this;
  }

  /** An empty line. */
  ScreenText gap() {
    lines.add("");
    return this;
  }

  /** Lines as they are. */
  ScreenText lines(List<String> more) {
    lines.addAll(more);
    return this;
  }

  /** All of it. */
  List<String> lines() {
    return List.copyOf(lines);
  }
}
