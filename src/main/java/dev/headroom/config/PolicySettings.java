package dev.headroom.config;

import dev.headroom.config.yaml.Amount;
import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
import dev.headroom.event.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** What holds where the file says nothing. Has no hash: every policy is read over it. */
  static final PolicySettings DEFAULTS =
      new PolicySettings(
          Mode.OBSERVE,
          null,
          Duration.ofMinutes(10),
          Duration.ofDays(90),
          Duration.ofDays(7),
          NeverSpoke.BY_JOIN_TIME,
          Amount.percent(5),
          50, // A class, a team, a family: groups below it are full on purpose.
          500,
          Optional.of(Amount.percent(20)),
          Optional.of(10_000),
          Amount.percent(50),
          Duration.ofMinutes(5),
          Duration.ofHours(6),
          new Protect(new AccountPatterns(List.of()), Map.of(), true),
          new GroupField("", false),
          new Notice(true, ""),
          "");

  private static final Map<String, Mode> MODES =
      Map.of("off", Mode.OFF, "observe", Mode.OBSERVE, "enforce", Mode.ENFORCE);
  private static final Map<String, NeverSpoke> NEVER_SPOKE =
      Map.of("byJoinTime", NeverSpoke.BY_JOIN_TIME, "protect", NeverSpoke.PROTECT);
  private static final Map<String, Boolean> CONSENTS = Map.of("optIn", true, "optOut", false);

  /** Tencent keeps no more custom fields of a member [1047/34948]. */
  static final int MOST_MEMBER_FIELDS = 5;

  /** Ours: Tencent states no limit for Reason [1047/34949], and it is shown to people. */
  private static final int LONGEST_REASON = 200;

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
    return Components.with(this, "hash", PolicyHash.of(this));
  }

  /** The mode at that moment: before {@code enforceFrom} nothing is enforced. */
  public Mode modeAt(Instant now) {
    return enforceFrom != null && now.isBefore(enforceFrom) ? mode.weakest(Mode.OBSERVE) : mode;
  }

  /**
   * Reads the keys of a policy: of {@code prune} itself over the defaults, of an override over
   * {@code prune}. What protects is added to what the policy below protects, all else replaces it.
   */
  static PolicySettings read(Section policy, PolicySettings below) {
    Mode mode = policy.get("mode", below.mode(), Forms.offAs(Mode.OFF, Forms.oneOf(MODES)));
    PerDay perDay = perDay(policy, below);
    PolicySettings settings =
        new PolicySettings(
                mode,
                policy.get("enforceFrom", below.enforceFrom(), Forms.moment()),
                policy.get("runDeadline", below.runDeadline(), Durations.positive()),
                policy.get("inactiveFor", below.inactiveFor(), Durations.positive()),
                policy.get("newcomer", below.newcomer(), Durations.any()),
                policy.get("neverSpoke", below.neverSpoke(), Forms.oneOf(NEVER_SPOKE)),
                policy.get("freeSeats", below.freeSeats(), Forms.amount(99)),
                policy.get("minSeats", below.minSeats(), Forms.integer(0, 1_000_000)),
                policy.get("maxPerRun", below.maxPerRun(), Forms.integer(1, 1_000_000)),
                perDay.group(),
                perDay.app(),
                policy.get("brake", below.brake(), Forms.amount(100)),
                policy.get("cooldown", below.cooldown(), Durations.positive()),
                policy.get("maxRest", below.maxRest(), Durations.positive()),
                protect(policy.section("protect"), below.protect()),
                groupField(policy.section("groupField"), below.consent()),
                notice(policy.section("notice"), below.notice()),
                "")
            .hashed();
    checkRest(policy, settings);
    return settings;
  }

  private record PerDay(Optional<Amount> group, Optional<Integer> app) {}

  private static PerDay perDay(Section policy, PolicySettings below) {
    if (policy.isOff("maxPerDay")) {
      return new PerDay(Optional.empty(), Optional.empty());
    }
    Section limits = policy.section("maxPerDay");
    PerDay perDay =
        new PerDay(
            limits.get("group", below.maxPerDayGroup(), Forms.orOff(Forms.amount(100))),
            limits.get(
                "app", below.maxPerDayApp(), Forms.orOff(Forms.integer(1, Integer.MAX_VALUE))));
    limits.done();
    return perDay;
  }

  private static Protect protect(Section protect, Protect below) {
    Protect settings =
        new Protect(
            below.accounts().and(protect.lines("accounts", Ids.accounts())),
            memberFields(protect.section("memberFields"), below.memberFields()),
            protect.get("online", below.online(), Forms.flag()),
            protect.get("restored", below.restored(), Durations.positive()));
    if (protect.has("memberFields") && settings.memberFields().size() > MOST_MEMBER_FIELDS) {
      protect.problem(
          "memberFields",
          "names more custom fields than the " + MOST_MEMBER_FIELDS + " that Tencent keeps",
          "Remove fields, counting those that an override takes over from prune");
    }
    protect.done();
    return settings;
  }

  private static Map<String, Set<String>> memberFields(
      Section fields, Map<String, Set<String>> below) {
    Map<String, Set<String>> all = new HashMap<>(below);
    for (String field : fields.keys()) {
      Set<String> values = new LinkedHashSet<>(below.getOrDefault(field, Set.of()));
      values.addAll(fields.oneOrMore(field, Ids.value()));
      all.put(field, Set.copyOf(values));
      checkName(fields, field);
    }
    return all;
  }

  private static void checkName(Section fields, String field) {
    if (field.isBlank()) {
      fields.problem(field, "is a field without a name", "Name the custom field, or remove it");
      return;
    }
    try {
      Ids.field().read(field);
    } catch (BadValue e) {
      fields.problem(field, e.getMessage(), e.remedy());
    }
  }

  private static GroupField groupField(Section section, GroupField below) {
    GroupField settings =
        new GroupField(
            section.get("key", below.key(), Ids.field()),
            section.get("consent", below.optIn(), Forms.oneOf(CONSENTS)));
    boolean asked = section.has("key") || section.has("consent");
    if (asked && settings.optIn() && settings.key().isBlank() && section.fine("key")) {
      section.problem(
          "key",
          "is empty, so no group could ever say on, as consent: optIn demands",
          "Name the custom field of the group, or write consent: optOut");
    }
    section.done();
    return settings;
  }

  private static Notice notice(Section section, Notice below) {
    Notice settings =
        new Notice(
            section.get("silence", below.silence(), Forms.flag()),
            section.get("reason", below.reason(), Forms.line(LONGEST_REASON)));
    section.done();
    return settings;
  }

  private static void checkRest(Section policy, PolicySettings settings) {
    boolean asked = policy.has("cooldown") || policy.has("maxRest");
    if (asked
        && policy.fine("cooldown")
        && policy.fine("maxRest")
        && settings.maxRest().compareTo(settings.cooldown()) < 0) {
      String cooldown = Durations.show(settings.cooldown());
      String maxRest = Durations.show(settings.maxRest());
      policy.problem(
          policy.has("maxRest") ? "maxRest" : "cooldown",
          "leaves maxRest at " + maxRest + ", shorter than cooldown, which is " + cooldown,
          "Set maxRest to " + cooldown + " or more, or shorten cooldown");
    }
  }
}
