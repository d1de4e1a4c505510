package dev.headroom.prune;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who is spared: how many by each rule, and the first of them by name. */
final class Stayers {

  /** So many names by each rule are enough for a person to see what a rule does. */
  static final int SAMPLES = 10;

  private final int names;
  private final Map<Rule, Integer> counts = new EnumMap<>(Rule.class);
  private final Map<Rule, Set<String>> named = new EnumMap<>(Rule.class);

  /**
   * Nobody yet.
   *
   * @param names most accounts kept by each rule
   */
  Stayers(int names) {
    this.names = names;
  }

  void add(Rule rule, String account) {
    counts.merge(rule, 1, Integer::sum);
    name(rule, account);
  }

  /** So many, some of whom are known by name. */
  void add(Rule rule, int count, Collection<String> known) {
    counts.merge(rule, count, Integer::sum);
    known.forEach(account -> name(rule, account));
  }

  private void name(Rule rule, String account) {
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
  Map<Rule, Integer> counts() {
    return counts;
  }

  /** The first of them, by rule. */
  List<String> named(Rule rule) {
    return new ArrayList<>(named.getOrDefault(rule, Set.of()));
  }
}
