package dev.headroom.config;

import dev.headroom.event.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
}
