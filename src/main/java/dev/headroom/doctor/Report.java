package dev.headroom.doctor;

import java.util.List;
import java.util.stream.Collectors;

/**
 * All that was found out about one thing.
 *
 * @param subject what was looked at
 * @param findings in the order they were made
 */
public record Report(String subject, List<Finding> findings) {

  /** Copies the list. */
  public Report {
    findings = List.copyOf(findings);
  }

  /** Whether nothing has to be mended. */
  public boolean isWell() {
    return findings.stream().noneMatch(Finding::isWrong);
  }

  /** A block of lines for a terminal. */
  public String inLines() {
    return findings.stream()
        .map(Finding::inLines)
        .collect(Collectors.joining("\n", subject + "\n", ""));
  }
}
