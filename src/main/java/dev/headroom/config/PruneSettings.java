package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
import dev.headroom.event.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who goes, when, how many: {@code prune} in the file.
 *
 * @param workers prune worker instances of a node
 * @param concurrency runs at a time of a node
 * @param base the policy of every group that no override names
 * @param groups overrides, the first match wins
 */
public record PruneSettings(
    int workers, int concurrency, PolicySettings base, List<GroupOverride> groups) {

  private static final int WORKERS = 4;
  private static final int CONCURRENCY = 32;

  /** Names of group types, the newer ones of the SDKs for the older ones on the wire. */
  private static final Map<String, String> TYPES =
      Map.of(
          "Private", "Private",
          "Work", "Private",
          "Public", "Public",
          "ChatRoom", "ChatRoom",
          "Meeting", "ChatRoom",
          "AVChatRoom", "AVChatRoom",
          "Community", "Community");

  private static final List<String> CONDITIONS = List.of("match", "type", "sdkAppId");

  /** Copies the list. */
  public PruneSettings {
    Objects.requireNonNull(base, "base");
    groups = List.copyOf(groups);
  }

  /**
   * An item of {@code prune.groups}, already merged with the base policy. A null condition always
   * holds.
   *
   * @param match pattern of the GroupId, from a text with {@code *}
   * @param type Tencent's Type, old name: Private, Public, ChatRoom, AVChatRoom, Community
   * @param sdkAppId the app
   * @param policy the policy of matching groups
   */
  public record GroupOverride(Pattern match, String type, Long sdkAppId, PolicySettings policy) {

    /** The conditions as texts, to tell one from another. */
    List<String> conditions() {
      return List.of(String.valueOf(match), String.valueOf(type), String.valueOf(sdkAppId));
    }

    boolean mayMatch(long app) {
      return sdkAppId == null || sdkAppId == app;
    }

    private boolean mayMatch(long app, String groupId) {
      return mayMatch(app) && (match == null || match.matcher(groupId).matches());
    }

    private boolean matches(long app, String groupId, String groupType) {
      return mayMatch(app, groupId) && (type == null || type.equals(groupType));
    }
  }

  /**
   * The policy of a group.
   *
   * @param groupType Tencent's Type, old name
   */
  public PolicySettings policyFor(long app, String groupId, String groupType) {
    for (GroupOverride override : groups) {
      if (override.matches(app, groupId, groupType)) {
        return override.policy();
      }
    }
    return base;
  }

  /** Whether the group is switched off whatever its Type: nothing needs to be read. */
  public boolean isOff(long app, String groupId) {
    for (GroupOverride override : groups) {
      if (override.mayMatch(app, groupId)) {
        if (override.policy().mode() != Mode.OFF) {
          return false;
        }
        if (override.type() == null) {
          return true;
        }
      }
    }
    return base.mode() == Mode.OFF;
  }

  /** Whether every group of the app is switched off. */
  public boolean isOff(long app) {
    return policies(app).allMatch(policy -> policy.mode() == Mode.OFF);
  }

  /** The mode that no run of the app goes beyond at that moment, whatever its group. */
  public Mode strongestMode(long app, Instant now) {
    return policies(app).map(policy -> policy.modeAt(now)).max(Mode::compareTo).orElseThrow();
  }

  /** When some groups of the app begin to be pruned that are only observed at that moment. */
  public Optional<Instant> enforcesNext(long app, Instant now) {
    return policies(app)
        .filter(policy -> policy.modeAt(now) != policy.mode())
        .map(PolicySettings::enforceFrom)
        .min(Instant::compareTo);
  }

  /** The longest that anybody who was brought back is protected. */
  public Duration longestRestored() {
    return Stream.concat(Stream.of(base), groups.stream().map(GroupOverride::policy))
        .map(policy -> policy.protect().restored())
        .max(Duration::compareTo)
        .orElseThrow();
  }

  /** Custom member fields that the policies of the app look at: no other app need have them. */
  public List<String> memberFields(long app) {
    return policies(app)
        .flatMap(policy -> policy.protect().memberFields().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Custom group fields that the policies of the app look at. */
  public List<String> groupFields(long app) {
    return policies(app)
        .map(policy -> policy.consent().key())
        .filter(key -> !key.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private Stream<PolicySettings> policies(long app) {
    return Stream.concat(
        Stream.of(base),
        groups.stream().filter(each -> each.mayMatch(app)).map(GroupOverride::policy));
  }

  /**
   * Reads {@code prune}.
   *
   * @param apps ids of the apps there are; empty when they are not known
   * @param chatTimeout of one REST call
   */
  static PruneSettings read(Section prune, Set<Long> apps, Duration chatTimeout) {
    int workers = prune.get("workers", WORKERS, Forms.integer(1, 1024));
    int concurrency = prune.get("concurrency", CONCURRENCY, Forms.integer(1, 10_000));
    PolicySettings base = policy(prune, PolicySettings.DEFAULTS, chatTimeout);
    List<GroupOverride> overrides = new ArrayList<>();
    Set<List<String>> conditions = new HashSet<>();
    List<Section> items = prune.sections("groups");
    for (Section item : items) {
      GroupOverride override = override(item, base, apps, chatTimeout);
      if (isConditional(item) && !conditions.add(override.conditions())) {
        item.problem(
            "names the same groups as an earlier item, and the first match wins", "Merge the two");
      }
      overrides.add(override);
    }
    prune.done();
    apps.stream().sorted().forEach(app -> checkFields(app, base, items, overrides));
    return new PruneSettings(workers, concurrency, base, overrides);
  }

  /** A member is asked for the fields of all policies of the app: which one holds is not known. */
  private static void checkFields(
      long app, PolicySettings base, List<Section> items, List<GroupOverride> overrides) {
    Set<String> fields = new TreeSet<>(base.protect().memberFields().keySet());
    for (int i = 0; i < overrides.size(); i++) {
      boolean wereFew = fields.size() <= PolicySettings.MOST_MEMBER_FIELDS;
      if (overrides.get(i).mayMatch(app)) {
        fields.addAll(overrides.get(i).policy().protect().memberFields().keySet());
      }
      Section item = items.get(i);
      if (wereFew
          && fields.size() > PolicySettings.MOST_MEMBER_FIELDS
          && item.fine("protect.memberFields")) {
        item.problem(
            "protect.memberFields",
            "makes "
                + fields.size()
                + " custom fields for the app "
                + app
                + ", with those of prune and of the items above: "
                + String.join(", ", fields)
                + "; Tencent keeps "
                + PolicySettings.MOST_MEMBER_FIELDS,
            "Use the same fields in all items, or give the item an sdkAppId that needs fewer");
      }
    }
  }

  private static GroupOverride override(
      Section item, PolicySettings base, Set<Long> apps, Duration chatTimeout) {
    Pattern match = item.get("match", null, Ids.groups());
    String type = item.get("type", null, Forms.oneOf(TYPES));
    Long sdkAppId = item.get("sdkAppId", null, text -> knownApp(text, apps));
    if (CONDITIONS.stream().noneMatch(item::has)) {
      item.problem(
          "names no groups", "Add match, type or sdkAppId, or change the keys of prune itself");
    }
    for (String key : List.of("workers", "concurrency")) {
      item.misplaced(key, "is one for all groups", "Set prune." + key);
    }
    item.misplaced("groups", "cannot stand inside an item of groups", "Add an item of its own");
    GroupOverride override =
        new GroupOverride(match, type, sdkAppId, policy(item, base, chatTimeout));
    item.done();
    return override;
  }

  private static PolicySettings policy(
      Section section, PolicySettings below, Duration chatTimeout) {
    PolicySettings policy = PolicySettings.read(section, below);
    Duration shortest = shortestDeadline(chatTimeout);
    if (section.has("runDeadline")
        && section.fine("runDeadline")
        && policy.runDeadline().compareTo(shortest) < 0) {
      section.problem(
          "runDeadline",
          "is "
              + Durations.show(policy.runDeadline())
              + ", less than three times chat.timeout of "
              + Durations.show(chatTimeout)
              + ", so a run could never remove anybody",
          "Set it to " + Durations.show(shortest) + " or more, or shorten chat.timeout");
    }
    return policy;
  }

  /**
   * A run reads, decides and deletes: with less time its lease would always be too short for the
   * delete, and it would be tried for ever.
   */
  static Duration shortestDeadline(Duration chatTimeout) {
    return chatTimeout.multipliedBy(3);
  }

  private static Long knownApp(String text, Set<Long> apps) throws BadValue {
    Long sdkAppId = Forms.positive().read(text);
    if (!apps.isEmpty() && !apps.contains(sdkAppId)) {
      throw new BadValue(
          "is not the sdkAppId of any of the apps", "Correct it, or remove the item");
    }
    return sdkAppId;
  }

  private static boolean isConditional(Section item) {
    return CONDITIONS.stream().anyMatch(item::has) && CONDITIONS.stream().allMatch(item::fine);
  }
}
