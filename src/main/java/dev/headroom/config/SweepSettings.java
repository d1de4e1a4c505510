package dev.headroom.config;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The search for full groups whose callback was lost, {@code sweep} in the file.
 *
 * @param every from the start of one search to the start of the next; empty = never
 * @param act what becomes of the full groups that are found
 * @param share most of each API's call budget that a search takes, in percent
 */
public record SweepSettings(Optional<Duration> every, Act act, int share) {

  /** What becomes of a full group. */
  public enum Act {
    /** Those that called before are pruned, the others listed. */
    KNOWN,
    /** All are pruned. */
    ALL,
    /** All are listed. */
    REPORT
  }

  /** Refuses nulls. */
  public SweepSettings {
    Objects.requireNonNull(every, "every");
    Objects.requireNonNull(act, "act");
  }
}
