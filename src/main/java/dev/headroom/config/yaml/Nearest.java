package dev.headroom.config.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant. */
final class Nearest {

  private Nearest() {}

  /** A remedy that names the nearest of the known names, or all of them when none is near. */
  static String hint(String text, Collection<String> known, String all) {
    return of(text, known)
        .map(name -> "Did you mean " + name + "?")
        .map(hint -> hint + " Known here: " + all)
        .orElse("Known here: " + all);
  }

  /** The known name with the fewest letters to change, if there are few enough. */
  static Optional<String> of(String text, Collection<String> known) {
    int allowed = text.length() < 4 ? 1 : Math.max(2, Math.min(text.length(), 32) / 3);
    return known.stream()
        .filter(name -> distance(text, name) <= allowed && distance(text, name) < name.length())
        .min(
            Comparator.comparingInt((String name) -> distance(text, name))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static int distance(String one, String two) {
    String from = one.toLowerCase(Locale.ROOT);
    String to = two.toLowerCase(Locale.ROOT);
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best = Math.min(diagonal + change, Math.min(row[j], row[j - 1]) + 1);
        diagonal = row[j];
        row[j] = best;
      }
    }
    return row[to.length()];
  }
}
