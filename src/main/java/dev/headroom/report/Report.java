package dev.headroom.report;

import dev.headroom.event.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What happened in a span of time.
 *
 * @param since where the span begins
 * @param until where it ends: now
 * @param groups each group that had a run, those with most seats freed first
 * @param notes what is to be known of these figures, for people
 * @param calls REST calls of the running service, or null when it could not be asked
 */
public record Report(
    Instant since, Instant until, List<GroupFigures> groups, List<String> notes, CallsUsed calls) {

  /** Who comes back within this time was removed wrongly, as far as a report can tell. */
  public static final Duration REGRET = Duration.ofDays(7);

  private static final Comparator<GroupFigures> ORDER =
      Comparator.comparingInt(GroupFigures::freed)
          .reversed()
          .thenComparing(group -> -group.shown().people())
          .thenComparing(group -> group.key().sdkAppId())
          .thenComparing(group -> group.key().groupId());

  /** Copies and sorts the lists. */
  public Report {
    groups = groups.stream().sorted(ORDER).toList();
    notes = List.copyOf(notes);
  }

  /**
   * REST calls that the service made.
   *
   * @param since its start, as it says itself
   * @param byApi by name
   */
  public record CallsUsed(Instant since, Map<String, Long> byApi) {

    /** Copies the map. */
    public CallsUsed {
      byApi = Map.copyOf(byApi);
    }

    /** All of them. */
    public long all() {
      return byApi.values().stream().mapToLong(calls -> calls).sum();
    }
  }

  /** Runs by outcome. */
  public Map<Outcome, Integer> outcomes() {
    Map<Outcome, Integer> all = new EnumMap<>(Outcome.class);
    groups.forEach(
        group ->
            group.outcomes().forEach((outcome, runs) -> all.merge(outcome, runs, Integer::sum)));
    return all;
  }

  /** Seats freed. */
  public int freed() {
    return groups.stream().mapToInt(GroupFigures::freed).sum();
  }

  /** Who joined after seats were freed, less those who left meanwhile. */
  public int joined() {
    return groups.stream().mapToInt(GroupFigures::joined).sum();
  }

  /** Groups that were full at their last run, which could remove nobody. */
  public List<GroupFigures> stuck() {
    return groups.stream().filter(GroupFigures::stuck).toList();
  }

  /** What became of all who were removed. */
  public GroupFigures.Returns returns() {
    return groups.stream()
        .map(GroupFigures::returns)
        .reduce(GroupFigures.Returns.NONE, GroupFigures.Returns::plus);
  }

  /** What became of all who would have gone. */
  public GroupFigures.Shown shown() {
    return groups.stream()
        .map(GroupFigures::shown)
        .reduce(GroupFigures.Shown.NONE, GroupFigures.Shown::plus);
  }

  /** A share in percent with one digit, or a dash of nothing. */
  public static String percent(long part, long of) {
    return of == 0 ? "–" : String.format(Locale.ROOT, "%.1f %%", 100.0 * part / of);
  }
}
