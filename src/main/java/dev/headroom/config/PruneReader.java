package dev.headroom.config;

import dev.headroom.config.PruneSettings.GroupOverride;
import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads {@code prune}. */
final class PruneReader {

  static final int WORKERS = 4;
  static final int CONCURRENCY = 32;

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

  private final Set<Long> apps;
  private final Duration chatTimeout;

  /**
   * Checked against the rest of the file.
   *
   * @param apps ids of the apps there are; empty when they are not known
   * @param chatTimeout of one REST call
   */
  PruneReader(Set<Long> apps, Duration chatTimeout) {
    this.apps = apps;
    this.chatTimeout = chatTimeout;
  }

  PruneSettings read(Section prune) {
    int workers = prune.get("workers", WORKERS, Forms.integer(1, 1024));
    int concurrency = prune.get("concurrency", CONCURRENCY, Forms.integer(1, 10_000));
    PolicySettings base = policy(prune, PolicyReader.DEFAULTS);
    List<GroupOverride> overrides = new ArrayList<>();
    Set<List<String>> conditions = new HashSet<>();
    List<Section> items = prune.sections("groups");
    for (Section item : items) {
      GroupOverride override = override(item, base);
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
      boolean wereFew = fields.size() <= PolicyReader.MOST_MEMBER_FIELDS;
      if (overrides.get(i).mayMatch(app)) {
        fields.addAll(overrides.get(i).policy().protect().memberFields().keySet());
      }
      Section item = items.get(i);
      if (wereFew
          && fields.size() > PolicyReader.MOST_MEMBER_FIELDS
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
                + PolicyReader.MOST_MEMBER_FIELDS,
            "Use the same fields in all items, or give the item an sdkAppId that needs fewer");
      }
    }
  }

  private GroupOverride override(Section item, PolicySettings base) {
    Pattern match = item.get("match", null, Ids.groups());
    String type = item.get("type", null, Forms.oneOf(TYPES));
    Long sdkAppId = item.get("sdkAppId", null, this::knownApp);
    if (CONDITIONS.stream().noneMatch(item::has)) {
      item.problem(
          "names no groups", "Add match, type or sdkAppId, or change the keys of prune itself");
    }
    for (String key : List.of("workers", "concurrency")) {
      item.misplaced(key, "is one for all groups", "Set prune." + key);
    }
    item.misplaced("groups", "cannot stand inside an item of groups", "Add an item of its own");
    GroupOverride override = new GroupOverride(match, type, sdkAppId, policy(item, base));
    item.done();
    return override;
  }

  private PolicySettings policy(Section section, PolicySettings below) {
    PolicySettings policy = PolicyReader.read(section, below);
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

  private Long knownApp(String text) throws BadValue {
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
