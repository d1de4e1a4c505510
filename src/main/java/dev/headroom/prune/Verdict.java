package dev.headroom.prune;

import java.time.Instant;

/** What is to be said of one member. */
sealed interface Verdict {

  /** May go. */
  record Removable(Candidate candidate) implements Verdict {}

  /**
   * Stays.
   *
   * @param rule why
   * @param eligibleAt when the rule stops to hold if nothing happens, or null when it never does
   */
  record Spared(SparingRule rule, Instant eligibleAt) implements Verdict {}
}
