package dev.headroom.config;

import dev.headroom.config.yaml.Amount;
import dev.headroom.event.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pruning policy of a group: the keys of {@code prune} that an override may change.
 *
 * @param mode how far a run may go
 * @param enforceFrom until then every run observes; null = no such date
 * @param runDeadline longest time of a run
 * @param inactiveFor without a sign of life for this long = may go
 * @param newcomer joined more recently = never removed
 * @param neverSpoke what of members who never wrote
 * @param freeSeats seats free after a run
 * @param minSeats groups whose MaxMemberNum is below it are full on purpose: never pruned
 * @param maxPerRun most removals of one run
 * @param maxPerDayGroup most removals from the group in 24 h; empty = no limit
 * @param maxPerDayApp most removals of the app in 24 h; empty = no limit
 * @param brake a need above this stops the run
 * @param cooldown rest after a run
 * @param maxRest longest rest
 * @param protect who is never removed
 * @param consent the group's own word
 * @param notice what members are told
 * @param hash of all of the above, to tell one policy from another in the ledger
 */
public record PolicySettings(
    Mode mode,
    Instant enforceFrom,
    Duration runDeadline,
    Duration inactiveFor,
    Duration newcomer,
    NeverSpoke neverSpoke,
    Amount freeSeats,
    int minSeats,
    int maxPerRun,
    Optional<Amount> maxPerDayGroup,
    Optional<Integer> maxPerDayApp,
    Amount brake,
    Duration cooldown,
    Duration maxRest,
    Protect protect,
    GroupField consent,
    Notice notice,
    String hash) {

  /** What of members who never wrote. */
  public enum NeverSpoke {
    /** Their JoinTime is their last activity. */
    BY_JOIN_TIME,
    /** They are never removed. */
    PROTECT
  }

  /**
   * Who is never removed.
   *
   * @param accounts UserIDs, exact or with {@code *}
   * @param memberFields custom member field to protecting values; {@code "*"} = any value
   * @param online whether Online and PushOnline protect
   * @param restored how long who was removed and brought back is protected
   */
  public record Protect(
      AccountPatterns accounts,
      Map<String, Set<String>> memberFields,
      boolean online,
      Duration restored) {

    /** How long a restore protects where the file does not say. */
    public static final Duration RESTORED = Duration.ofDays(30);

    /** With the usual protection of those who were brought back. */
    public Protect(
        AccountPatterns accounts, Map<String, Set<String>> memberFields, boolean online) {
      this(accounts, memberFields, online, RESTORED);
    }

    /** Copies the map. */
    public Protect {
      memberFields = Map.copyOf(memberFields);
    }
  }

  /** The custom group field by which a group speaks for itself. An empty key = none. */
  public record GroupField(String key, boolean optIn) {}

  /**
   * What members are told of a removal [1047/34949].
   *
   * @param silence sends Silence 1
   * @param reason sent as Reason when not empty
   */
  public record Notice(boolean silence, String reason) {}

  /** The same policy with the hash that its other components give. */
  public PolicySettings hashed() {
    return new PolicySettings(
        mode,
        enforceFrom,
        runDeadline,
        inactiveFor,
        newcomer,
        neverSpoke,
        freeSeats,
        minSeats,
        maxPerRun,
        maxPerDayGroup,
        maxPerDayApp,
        brake,
        cooldown,
        maxRest,
        protect,
        consent,
        notice,
        PolicyHash.of(this));
  }

  /** The mode at that moment: before {@code enforceFrom} nothing is enforced. */
  public Mode modeAt(Instant now) {
    return enforceFrom != null && now.isBefore(enforceFrom) ? mode.weakest(Mode.OBSERVE) : mode;
  }
}
