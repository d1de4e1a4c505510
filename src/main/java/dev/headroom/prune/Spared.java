package dev.headroom.prune;

import dev.headroom.ledger.StayedMember;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is spared: how many by each rule, and the first of them by name. */
final class Spared {

  /** So many names by each rule are enough for a person to see what a rule does. */
  static final int SAMPLES = 10;

  /** Who is spared by one of these may go at any moment: nobody knows when. */
  private static final Set<SparingRule> FOR_THE_MOMENT =
      EnumSet.of(
          SparingRule.UNKNOWN_ROLE,
          SparingRule.UNKNOWN_ACTIVITY,
          SparingRule.ONLINE,
          SparingRule.ONLINE_UNKNOWN,
          SparingRule.NOT_REMOVED,
          SparingRule.NOT_NEEDED);

  private final int names;
  private final Map<SparingRule, Integer> counts = new EnumMap<>(SparingRule.class);
  private final Map<SparingRule, Set<String>> named = new EnumMap<>(SparingRule.class);

  /**
   * Nobody yet.
   *
   * @param names most accounts kept by each rule
   */
  Spared(int names) {
    this.names = names;
  }

  void add(SparingRule rule, String account) {
    counts.merge(rule, 1, Integer::sum);
    name(rule, account);
  }

  /** So many, some of whom are known by name. */
  void add(SparingRule rule, int count, Collection<String> known) {
    counts.merge(rule, count, Integer::sum);
    known.forEach(account -> name(rule, account));
  }

  private void name(SparingRule rule, String account) {
    Set<String> accounts = named.computeIfAbsent(rule, each -> new LinkedHashSet<>());
    if (accounts.size() < names) {
      accounts.add(account);
    }
  }

  /** How many names are kept by each rule. */
  int names() {
    return names;
  }

  /** How many, by rule. */
  Map<SparingRule, Integer> counts() {
    return counts;
  }

  /** The first of them, by rule. */
  List<String> named(SparingRule rule) {
    return new ArrayList<>(named.getOrDefault(rule, Set.of()));
  }

  /** Whether one of them may go at any moment. */
  boolean anyForTheMoment() {
    return counts.keySet().stream().anyMatch(FOR_THE_MOMENT::contains);
  }

  /** Those who are known by name, for the ledger. */
  List<StayedMember> stayed() {
    List<StayedMember> stayed = new ArrayList<>();
    counts
        .keySet()
        .forEach(
            rule ->
                named(rule).forEach(account -> stayed.add(new StayedMember(account, rule.wire()))));
    return stayed;
  }
}
