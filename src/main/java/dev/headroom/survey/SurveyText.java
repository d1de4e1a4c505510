package dev.headroom.survey;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Removal;
import dev.headroom.prune.Plan;
import dev.headroom.survey.SurveyReport.FullGroup;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A survey for people: what matters, on a few screens. */
public final class SurveyText {

  private static final int GROUPS = 20;
  private static final int PEOPLE = 5;
  private static final int IDS = 5;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final List<String> lines = new ArrayList<>();
  private final SurveyReport report;

  private SurveyText(SurveyReport report) {
    this.report = report;
  }

  /** The report in lines. */
  public static List<String> of(SurveyReport report) {
    SurveyText text = new SurveyText(report);
    text.head();
    text.full();
    text.low();
    text.foot();
    return text.lines;
  }

  private void say(String line, Object... values) {
    // An account id could hold what a terminal takes for a command.
    lines.add(String.format(Locale.ROOT, line, values).replaceAll("\\p{Cntrl}", "?"));
  }

  private void head() {
    say("App %d", report.sdkAppId());
    if (report.ended() != null) {
      say("  ENDED EARLY (%s): what follows is what was seen until then", report.ended());
    }
    say(
        "  %,d %s, %,d of them full, %,d %s would go",
        report.groups(),
        report.groups() == 1 ? "group" : "groups",
        report.fullCount(),
        report.wouldGo(),
        report.wouldGo() == 1 ? "member" : "members");
    if (!report.types().isEmpty()) {
      say("  by type: %s", counts(new TreeMap<>(report.types())));
    }
    if (report.unread() > 0) {
      say("  %,d could not be read", report.unread());
    }
  }

  private static String counts(Map<String, ? extends Number> counts) {
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " " + String.format(Locale.ROOT, "%,d", entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private void full() {
    say("");
    if (report.full().isEmpty()) {
      say("No full group was found.");
      return;
    }
    say("Full groups, and what a run with these rules would do");
    report.full().stream().limit(GROUPS).forEach(this::group);
    if (report.fullCount() > GROUPS) {
      say("  and %,d more: --json has them", report.fullCount() - GROUPS);
    }
  }

  private void group(FullGroup group) {
    say(
        "  %s  %s  %,d of %,d%s",
        group.groupId(),
        group.type(),
        group.memberNum(),
        group.maxMemberNum(),
        group.low() ? "  (the limit looks low: see below)" : "");
    Plan plan = group.plan();
    if (plan == null) {
      say("      not judged: %s", group.unjudged());
      return;
    }
    int goes = plan.removed().size();
    String verdict =
        plan.outcome() == Outcome.PRUNED
            ? String.format(Locale.ROOT, "%,d would go", goes)
            : plan.outcome().wire()
                + (goes == 0 ? "" : String.format(Locale.ROOT, ", %,d would go", goes));
    say("      %s%s", verdict, plan.note().isEmpty() ? "" : ": " + plan.note());
    plan.removed().stream().limit(PEOPLE).forEach(this::removal);
    if (goes > PEOPLE) {
      say("        and %,d more", goes - PEOPLE);
    }
    if (!plan.spared().isEmpty()) {
      say("      stay: %s", counts(group.spared()));
    }
  }

  private void removal(Removal removal) {
    say(
        "        %s  %s, last seen %s",
        removal.account(), removal.reason().wire(), DAY.format(removal.lastActivity()));
  }

  private void low() {
    LowLimits low = report.low();
    if (low.limits().isEmpty()) {
      return;
    }
    say("");
    say("MaxMemberNum looks low");
    say(
        "  %s an ordinary group may have %,d members. MaxMemberNum does not follow a change of"
            + " plan:",
        low.told() ? "With your plan" : "Another group of this app shows that", low.planLimit());
    say("  raise it with modify_group_base_info before you let anybody go.");
    for (LowLimits.Limit limit : low.limits()) {
      say(
          "  %,d%s: %,d %s, %,d full, e.g. %s",
          limit.maxMemberNum(),
          limit.plan() == null ? "" : " (limit of " + limit.plan() + ")",
          limit.groups(),
          limit.groups() == 1 ? "group" : "groups",
          limit.full(),
          String.join(", ", limit.samples().subList(0, Math.min(IDS, limit.samples().size()))));
    }
  }

  private void foot() {
    say("");
    long calls = report.calls().values().stream().mapToLong(count -> count).sum();
    Duration took = Duration.between(report.startedAt(), report.finishedAt());
    say("%,d calls in %,d s, all of them reading. Nothing was changed.", calls, took.toSeconds());
  }
}
