package dev.headroom.report;

import dev.headroom.report.GroupFigures.Returns;
import dev.headroom.report.GroupFigures.Shown;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A report for the terminal: the figures on one screen. */
public final class ReportText {

  private static final int GROUPS = 10;
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final List<String> lines = new ArrayList<>();
  private final Report report;

  private ReportText(Report report) {
    this.report = report;
  }

  /** The report in lines. */
  public static List<String> of(Report report) {
    ReportText text = new ReportText(report);
    text.head();
    text.regret();
    text.groups();
    text.foot();
    return text.lines;
  }

  static String time(Instant time) {
    return MINUTE.format(time);
  }

  private void say(String line, Object... values) {
    lines.add(String.format(Locale.ROOT, line, values));
  }

  private void head() {
    say("%s to %s", time(report.since()), time(report.until()));
    say("");
    if (report.groups().isEmpty()) {
      say("No run has ended in this time.");
      return;
    }
    say("  seats freed              %,8d", report.freed());
    say("  joined after that        %,8d", report.joined());
    say("  groups with runs         %,8d", report.groups().size());
    say("  groups stuck full        %,8d", report.stuck().size());
    String runs =
        report.outcomes().entrySet().stream()
            .map(run -> String.format(Locale.ROOT, "%s %,d", run.getKey().wire(), run.getValue()))
            .collect(Collectors.joining(", "));
    say("  runs                     %s", runs);
    if (report.calls() != null) {
      say(
          "  REST calls               %,8d since the service's start at %s",
          report.calls().all(), time(report.calls().since()));
    }
  }

  private void regret() {
    Returns removed = report.returns();
    if (removed.removed() > 0) {
      say("");
      say(
          "Regret rate: %s (%,d of %,d removed came back within 7 days)",
          Report.percent(removed.back(), removed.known()), removed.back(), removed.known());
      tell(removed.open(), "went less than 7 days ago and may still come back");
      tell(removed.later(), "came back later");
      tell(removed.restored(), "were brought back with the JoinTime they had");
      tell(removed.unread(), "could not be looked up");
    }
    Shown shown = report.shown();
    if (shown.people() > 0) {
      say("");
      say(
          "Observed: of %,d who would have gone, %,d became active since (%s)",
          shown.known(), shown.active(), Report.percent(shown.active(), shown.known()));
      tell(shown.left(), "have left by themselves");
      tell(shown.unread(), "could not be looked up");
    }
  }

  private void tell(int people, String what) {
    if (people > 0) {
      say("  %,8d %s", people, what);
    }
  }

  private void groups() {
    List<GroupFigures> freed =
        report.groups().stream().filter(group -> group.freed() > 0).limit(GROUPS).toList();
    if (!freed.isEmpty()) {
      say("");
      say("Most seats freed");
      freed.forEach(
          group ->
              say(
                  "  %s  %,d freed, %,d joined after, %,d came back",
                  group.key().groupId(), group.freed(), group.joined(), group.returns().back()));
    }
    List<GroupFigures> stuck = report.stuck();
    if (!stuck.isEmpty()) {
      say("");
      say("Stuck full");
      stuck.stream()
          .limit(GROUPS)
          .forEach(
              group ->
                  say(
                      "  %s  %s, %,d of %,d",
                      group.key().groupId(), group.last().wire(), group.members(), group.max()));
      if (stuck.size() > GROUPS) {
        say("  and %,d more: --csv or --html has them", stuck.size() - GROUPS);
      }
    }
  }

  private void foot() {
    if (!report.notes().isEmpty()) {
      say("");
      report.notes().forEach(note -> say("Note: %s", note));
    }
  }
}
