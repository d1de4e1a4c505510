package dev.headroom.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The mistakes found so far, with their places in the file. */
public final class Problems {

  private record Placed(int place, Problem problem) {}

  private final List<Placed> found = new ArrayList<>();

  /**
   * One more.
   *
   * @param place characters from the start of the file
   */
  void add(int place, String path, String cause, String remedy) {
    found.add(new Placed(place, new Problem(path, cause, remedy)));
  }

  /** Whether nothing is wrong with that key, nor with anything below it. */
  boolean none(String path) {
    return found.stream()
        .map(placed -> placed.problem().path())
        .noneMatch(
            other ->
                other.equals(path) || other.startsWith(path + ".") || other.startsWith(path + "["));
  }

  /** Throws when there is any. */
  public void check() throws InvalidSettings {
    if (!found.isEmpty()) {
      throw new InvalidSettings(
          found.stream()
              .sorted(Comparator.comparingInt(Placed::place))
              .map(Placed::problem)
              .toList());
    }
  }
}
