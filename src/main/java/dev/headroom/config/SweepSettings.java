package dev.headroom.config;

import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
import java.time.Duration;
import java.util.Map;
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

  private static final SweepSettings DEFAULTS =
      new SweepSettings(Optional.of(Duration.ofHours(24)), Act.KNOWN, 10);

  private static final Map<String, Act> ACTS =
      Map.of("known", Act.KNOWN, "all", Act.ALL, "report", Act.REPORT);

  /** Chat lists the groups of an app once a second at most [1047/34960]. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

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

  /** Reads {@code sweep}. */
  static SweepSettings read(Section root) {
    if (root.isOff("sweep")) {
      return new SweepSettings(Optional.empty(), DEFAULTS.act(), DEFAULTS.share());
    }
    Section sweep = root.section("sweep");
    SweepSettings settings =
        new SweepSettings(
            sweep.get(
                "every",
                DEFAULTS.every(),
                Forms.orOff(Durations.between(SHORTEST, Durations.LONGEST))),
            sweep.get("act", DEFAULTS.act(), Forms.oneOf(ACTS)),
            sweep.get("share", DEFAULTS.share(), Forms.share()));
    sweep.done();
    return settings;
  }
}
