package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a run of a group may go: the one rule, by which runs and their fence go and by which
 * everybody is told beforehand. Pure.
 *
 * @param mode the mode that holds for the group
 * @param enforceFrom until then it only observes what it would prune otherwise; null where no date
 *     holds it back
 * @param limits of 24 hours, or null while the group has not been read
 */
public record Bounds(Mode mode, Instant enforceFrom, DayLimits limits) {

  /**
   * What the configuration says, before the group is heard.
   *
   * @param enforce whether somebody asked for this one run to enforce, whatever is configured
   */
  public static Bounds configured(PolicySettings policy, boolean enforce, Instant now) {
    if (enforce) {
      return new Bounds(Mode.ENFORCE, null, null);
    }
    Mode mode = policy.modeAt(now);
    return new Bounds(mode, mode == policy.mode() ? null : policy.enforceFrom(), null);
  }

  /** The same for a group that is left alone whatever it is: then it is not even read. */
  static Optional<Bounds> unread(PruneSettings settings, GroupKey key, boolean enforce) {
    return !enforce && settings.isOff(key.sdkAppId(), key.groupId())
        ? Optional.of(new Bounds(Mode.OFF, null, null))
        : Optional.empty();
  }

  /**
   * What is left when the group has had its word.
   *
   * @param policy of the group and its Type
   */
  static Bounds of(PolicySettings policy, boolean enforce, Group group, Instant now) {
    Bounds configured = configured(policy, enforce, now);
    return new Bounds(
        Consent.weaken(configured.mode(), policy.consent(), group),
        consents(policy, group) ? configured.enforceFrom() : null,
        DayLimits.of(policy, group.maxMemberNum()));
  }

  /** Whether the group's own word lets members be removed. */
  static boolean consents(PolicySettings policy, Group group) {
    return Consent.weaken(Mode.ENFORCE, policy.consent(), group) == Mode.ENFORCE;
  }
}
