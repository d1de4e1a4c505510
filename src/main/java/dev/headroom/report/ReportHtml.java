package dev.headroom.report;

import dev.headroom.report.GroupFigures.Returns;
import dev.headroom.report.GroupFigures.Shown;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one page that needs nothing else: no script, no request, light and dark. */
public final class ReportHtml {

  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <title>Headroom report</title>
      <style>
      :root { --ink: #1c2430; --soft: #5b6675; --line: #dfe4ea; --paper: #fff; --tint: #f5f7fa;
              --mark: #0b6bcb; --warn: #a33b00; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e6eaf0; --soft: #9aa6b5; --line: #323b47; --paper: #14181e; --tint: #1c222b;
                --mark: #5aa9ff; --warn: #ff9b62; } }
      body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem 4rem; color: var(--ink);
             background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
      h1 { font-size: 1.6rem; margin: 0; }
      h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; }
      p { margin: .25rem 0 0; }
      .soft { color: var(--soft); }
      .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem;
               margin-top: 1.5rem; }
      .card { background: var(--tint); border: 1px solid var(--line); border-radius: .6rem;
              padding: .8rem 1rem; }
      .card b { display: block; font-size: 1.7rem; font-variant-numeric: tabular-nums; line-height: 1.2; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: right;
               white-space: nowrap; }
      th { color: var(--soft); font-weight: 600; white-space: normal; vertical-align: bottom; }
      th:first-child, td:first-child { text-align: left; }
      td:first-child { overflow-wrap: anywhere; white-space: normal; min-width: 10rem; }
      .bar { display: block; height: .7rem; border-radius: .2rem; background: var(--mark); }
      td.graph { width: 50%; text-align: left; }
      .warn { color: var(--warn); font-weight: 600; }
      @media print { body { max-width: none; } }
      </style>
      </head>
      <body>
      """;

  private static final int GROUPS = 1_000;

  private final StringBuilder html = new StringBuilder(HEAD);
  private final Report report;

  private ReportHtml(Report report) {
    this.report = report;
  }

  /** The page. */
  public static String of(Report report) {
    ReportHtml page = new ReportHtml(report);
    page.head();
    page.cards();
    page.returns();
    page.shown();
    page.outcomes();
    page.stuck();
    page.groups();
    page.notes();
    return page.html.append("</body>\n</html>\n").toString();
  }

  /** Text between tags or in quotes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private void add(String line) {
    html.append(line).append('\n');
  }

  private void head() {
    add("<h1>Headroom report</h1>");
    add(
        "<p class=\"soft\">"
            + ReportText.time(report.since())
            + " to "
            + ReportText.time(report.until())
            + "</p>");
  }

  private void cards() {
    add("<div class=\"cards\">");
    card(number(report.freed()), "seats freed");
    card(number(report.joined()), "joined after that");
    if (report.returns().removed() > 0) {
      card(regret(), "regret rate: removed, and back within 7 days");
    }
    if (report.shown().people() > 0) {
      card(
          Report.percent(report.shown().active(), report.shown().known()),
          "of those who would have gone became active");
    }
    card(number(report.stuck().size()), "groups stuck full");
    if (report.calls() != null) {
      card(
          number(report.calls().all()),
          "REST calls since the service's start at " + ReportText.time(report.calls().since()));
    }
    add("</div>");
  }

  private String regret() {
    return Report.percent(report.returns().back(), report.returns().known());
  }

  private void card(String figure, String what) {
    add("<div class=\"card\"><b>" + figure + "</b><span class=\"soft\">" + what + "</span></div>");
  }

  private void title(String title) {
    add("<h2>" + title + "</h2>");
  }

  private void bars(List<Map.Entry<String, Integer>> rows) {
    int most = rows.stream().mapToInt(Map.Entry::getValue).max().orElse(0);
    add("<div class=\"wide\"><table>");
    for (Map.Entry<String, Integer> row : rows) {
      long width = most == 0 ? 0 : Math.round(100.0 * row.getValue() / most);
      add(
          "<tr><td>"
              + row.getKey()
              + "</td><td>"
              + number(row.getValue())
              + "</td><td class=\"graph\"><span class=\"bar\" style=\"width:"
              + width
              + "%\"></span></td></tr>");
    }
    add("</table></div>");
  }

  private void returns() {
    Returns removed = report.returns();
    if (removed.removed() == 0) {
      return;
    }
    title("Those who were removed");
    int away =
        removed.known() - removed.back() - removed.later() - removed.restored() - removed.open();
    bars(
        List.of(
            Map.entry("came back within 7 days", removed.back()),
            Map.entry("came back later", removed.later()),
            Map.entry("brought back with their JoinTime", removed.restored()),
            Map.entry("away, for less than 7 days so far", removed.open()),
            Map.entry("stayed away", away),
            Map.entry("could not be looked up", removed.unread())));
  }

  private void shown() {
    Shown shown = report.shown();
    if (shown.people() == 0) {
      return;
    }
    title("Those who would have gone");
    bars(
        List.of(
            Map.entry("became active since", shown.active()),
            Map.entry("have left by themselves", shown.left()),
            Map.entry("still silent", shown.known() - shown.active() - shown.left()),
            Map.entry("could not be looked up", shown.unread())));
  }

  private void outcomes() {
    title("Runs");
    if (report.outcomes().isEmpty()) {
      add("<p>No run has ended in this time.</p>");
      return;
    }
    bars(
        report.outcomes().entrySet().stream()
            .map(entry -> Map.entry(entry.getKey().wire(), entry.getValue()))
            .toList());
  }

  private void stuck() {
    List<GroupFigures> stuck = report.stuck();
    if (stuck.isEmpty()) {
      return;
    }
    title("Stuck full");
    add("<p class=\"soft\">Nobody could be removed: raise MaxMemberNum, or look at the rules.</p>");
    add("<div class=\"wide\"><table><tr><th>group</th><th>type</th><th>members</th><th>seats</th>");
    add("<th>last run</th></tr>");
    for (GroupFigures group : stuck.subList(0, Math.min(GROUPS, stuck.size()))) {
      add(
          "<tr><td>"
              + escaped(group.key().groupId())
              + "</td><td>"
              + escaped(group.type())
              + "</td><td>"
              + number(group.members())
              + "</td><td>"
              + number(group.max())
              + "</td><td class=\"warn\">"
              + group.last().wire()
              + "</td></tr>");
    }
    add("</table></div>");
  }

  private void groups() {
    if (report.groups().isEmpty()) {
      return;
    }
    title("Groups");
    add("<div class=\"wide\"><table><tr><th>group</th><th>app</th><th>runs</th><th>freed</th>");
    add("<th>joined after</th><th>came back</th><th>would have gone</th><th>became active</th>");
    add("<th>members</th></tr>");
    for (GroupFigures group :
        report.groups().subList(0, Math.min(GROUPS, report.groups().size()))) {
      int runs = group.outcomes().values().stream().mapToInt(count -> count).sum();
      add(
          "<tr><td>"
              + escaped(group.key().groupId())
              + "</td><td>"
              + group.key().sdkAppId()
              + cell(runs)
              + cell(group.freed())
              + cell(group.joined())
              + cell(group.returns().back())
              + cell(group.shown().people())
              + cell(group.shown().active())
              + "</td><td>"
              + (group.members() == null ? "–" : number(group.members()))
              + (group.max() == null ? "" : " of " + number(group.max()))
              + "</td></tr>");
    }
    add("</table></div>");
    if (report.groups().size() > GROUPS) {
      add(
          "<p class=\"soft\">and "
              + number(report.groups().size() - GROUPS)
              + " more, which the CSV file has</p>");
    }
  }

  private static String cell(long number) {
    return "</td><td>" + number(number);
  }

  private void notes() {
    title("How to read this");
    add(
        "<p class=\"soft\">Came back: a member of the group again, with a JoinTime after the removal;"
            + " who came back and left again is not seen. Joined after: MemberNum grew by so many"
            + " after seats were freed. Became active: wrote, or joined anew, since a run named"
            + " them; reading alone is not counted.</p>");
    report.notes().forEach(note -> add("<p class=\"soft\">" + escaped(note) + "</p>"));
  }
}
