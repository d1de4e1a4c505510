package dev.headroom.config;

import dev.headroom.config.SweepSettings.Act;
import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Reads {@code sweep}. */
final class SweepReader {

  static final SweepSettings DEFAULTS =
      new SweepSettings(Optional.of(Duration.ofHours(24)), Act.KNOWN, 10);

  private static final Map<String, Act> ACTS =
      Map.of("known", Act.KNOWN, "all", Act.ALL, "report", Act.REPORT);

  /** Chat lists the groups of an app once a second at most [1047/34960]. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private SweepReader() {}

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
