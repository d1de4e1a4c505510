package dev.headroom.config.yaml;

import java.util.ArrayList;
import java.util.List;

/**
 * A file with one value a line, as people's editors write it: what is at the ends of a line and not
 * seen does not count, nor do empty lines and those that begin with {@code #}.
 */
final class ListFile {

  /** So many are told one by one; it may be another file altogether. */
  private static final int MOST_WRONG_LINES = 10;

  private final List<String> values = new ArrayList<>();
  private final List<BadValue> mistakes = new ArrayList<>();

  ListFile(Substitution.Lines file, Form<String> form) {
    boolean isEmpty = true;
    int number = 0;
    int wrong = 0;
    for (String raw : file.lines()) {
      number++;
      String line = Characters.trim(raw);
      isEmpty &= line.isEmpty();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        values.add(form.read(line));
      } catch (BadValue e) {
        if (++wrong <= MOST_WRONG_LINES) {
          // Where it is and not what it is: the file may be one of secrets, named by mistake.
          String where = "line " + number + " of the file " + file.file() + " ";
          mistakes.add(new BadValue(where + e.getMessage(), e.remedy()));
        }
      }
    }
    if (wrong > MOST_WRONG_LINES) {
      mistakes.add(
          new BadValue(
              "has " + (wrong - MOST_WRONG_LINES) + " more such lines in the file " + file.file(),
              "Write one account a line, and nothing else"));
    }
    if (isEmpty) {
      // Perhaps it is just being written: what a list protects must not lose that meanwhile.
      mistakes.add(
          new BadValue(
              "names a file that is empty",
              "Write the new list beside it and move it into place; a line \"# nobody\" stands for"
                  + " an empty one"));
    }
  }

  /** The values of the lines that have their form. */
  List<String> values() {
    return values;
  }

  /** What is wrong with the others, or with the file; each reads on after the name of the key. */
  List<BadValue> mistakes() {
    return mistakes;
  }
}
