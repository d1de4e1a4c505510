package dev.headroom.interleaving;

import dev.headroom.config.PruneSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.config.yaml.InvalidSettings;
import dev.headroom.sandbox.SandboxOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policy of one script in the words of a configuration file, and its numbers for whoever judges
 * without the product's own reading of them.
 *
 * @param mode off, observe or enforce
 * @param freeSeats how many are to be free after a run
 * @param inactiveDays how long somebody must have been silent
 * @param maxPerDay most removals from the group in 24 hours; 0 = no limit
 * @param brake share of MaxMemberNum beyond which a need is not believed
 * @param kept an account that never goes, or empty
 */
record Rules(
    String mode, int freeSeats, int inactiveDays, int maxPerDay, String brake, String kept) {

  static final int NEWCOMER_DAYS = 7;
  static final int MAX_ATTEMPTS = 4;

  private static final Map<Rules, Settings> READ = new ConcurrentHashMap<>();

  /** Three free seats, no limit, no brake in the way. */
  static final Rules PLAIN = new Rules("enforce", 3, 90, 0, "100%", "");

  Rules mode(String other) {
    return new Rules(other, freeSeats, inactiveDays, maxPerDay, brake, kept);
  }

  Rules freeSeats(int other) {
    return new Rules(mode, other, inactiveDays, maxPerDay, brake, kept);
  }

  Rules inactiveDays(int other) {
    return new Rules(mode, freeSeats, other, maxPerDay, brake, kept);
  }

  Rules maxPerDay(int other) {
    return new Rules(mode, freeSeats, inactiveDays, other, brake, kept);
  }

  Rules brake(String other) {
    return new Rules(mode, freeSeats, inactiveDays, maxPerDay, other, kept);
  }

  Rules keep(String account) {
    return new Rules(mode, freeSeats, inactiveDays, maxPerDay, brake, account);
  }

  boolean isEnforce() {
    return mode.equals("enforce");
  }

  PruneSettings prune() {
    return READ.computeIfAbsent(this, rules -> rules.read("https://console.tim.qq.com")).prune();
  }

  /** All settings of a node whose base policy this is. */
  Settings read(String api) {
    String text =
        """
        apps:
          - sdkAppId: %d
            identifier: administrator
            secretKey: %s
            callbackTokens: [t]
            api: %s
            callsPerSecond: 100000
        jobs: { maxAttempts: %d }
        prune:
          mode: %s
          concurrency: 10000
          inactiveFor: %dd
          newcomer: %dd
          freeSeats: %d
          minSeats: 0
          maxPerDay: { group: %s, app: off }
          brake: %s
          cooldown: 5m
          maxRest: 6h
          groupField: { key: prune }
          protect: { accounts: [%s] }
        """
            .formatted(
                World.APP,
                SandboxOptions.DEFAULT_SECRET_KEY,
                api,
                MAX_ATTEMPTS,
                "\"" + mode + "\"",
                inactiveDays,
                NEWCOMER_DAYS,
                freeSeats,
                maxPerDay == 0 ? "\"off\"" : Integer.toString(maxPerDay),
                brake,
                kept.isEmpty() ? "" : "\"" + kept + "\"");
    try {
      return SettingsLoader.parse(text, "rules.yaml", Map.of());
    } catch (InvalidSettings e) {
      throw new IllegalStateException(e);
    }
  }
}
