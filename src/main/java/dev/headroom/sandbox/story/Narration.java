package dev.headroom.sandbox.story;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints stories: lines with the time since the story began, wrapped to a terminal's width. Keeps
 * what was not as expected. Used on the story thread.
 */
final class Narration {

  private static final int WIDTH = 92;
  private static final int MARGIN = 12;

  private final PrintStream out;
  private final List<String> unexpected = new ArrayList<>();
  private String headline = "";
  private long startNanos = System.nanoTime();
  private int unexpectedBefore;

  Narration(PrintStream out) {
    this.out = out;
  }

  /** Begins a story; its clock starts at zero. */
  void begin(String newHeadline) {
    headline = newHeadline;
    unexpectedBefore = unexpected.size();
    out.println();
    out.println(headline);
    startNanos = System.nanoTime();
  }

  /** Says of a story that has ended that all was as expected, if it was. */
  void asExpected() {
    if (unexpected.size() == unexpectedBefore) {
      detail("As expected.");
    }
  }

  /** Says what has just happened. */
  void say(String text) {
    double seconds = elapsed().toNanos() / 1e9;
    print(String.format(Locale.ROOT, "%8.3f s  ", seconds), text);
  }

  /** Says more of it. */
  void detail(String text) {
    print(" ".repeat(MARGIN), text);
  }

  /** Says more of it, after a word of what it is about. */
  void detail(String label, String text) {
    print(" ".repeat(MARGIN) + String.format("%-10s", label), text);
  }

  /** A line as it is, outside of any story. */
  void plain(String line) {
    out.println(line);
    out.flush();
  }

  /** Keeps and says that something was not as expected. */
  void unexpected(String what) {
    unexpected.add(headline + ": " + what);
    detail("NOT AS EXPECTED: " + what);
  }

  /** All that was not as expected, with the headlines. */
  List<String> unexpected() {
    return List.copyOf(unexpected);
  }

  /** Time since the story began. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private void print(String first, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ")) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line = new StringBuilder(" ".repeat(first.length()));
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.println(line);
    out.flush();
  }
}
