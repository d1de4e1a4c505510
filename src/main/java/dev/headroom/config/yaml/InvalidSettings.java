package dev.headroom.config.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Carries every mistake, in the order of the file. */
public final class InvalidSettings extends Exception {

  private final List<Problem> problems;

  /** With at least one problem. */
  public InvalidSettings(List<Problem> problems) {
    super(
        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }

  /** One line a problem: {@code path: cause. remedy.} */
  @Override
  public String toString() {
    return getMessage();
  }
}
