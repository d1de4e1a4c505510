package dev.headroom.report;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.Csv;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A report for spreadsheets: one line a group, by RFC 4180. */
public final class ReportCsv {

  private static final List<String> COLUMNS =
      List.of(
          "sdkAppId",
          "groupId",
          "topicId",
          "type",
          "maxMemberNum",
          "memberNum",
          "last",
          "stuck",
          "freed",
          "joined",
          "backWithin7Days",
          "backLater",
          "restored",
          "stillWithin7Days",
          "removedNotRead",
          "wouldHaveGone",
          "activeSince",
          "leftSince",
          "observedNotRead");

  private ReportCsv() {}

  /** The lines, each with its end. */
  public static String of(Report report) {
    StringBuilder csv = new StringBuilder();
    Stream<String> runs = Stream.of(Outcome.values()).map(outcome -> "runs:" + outcome.wire());
    csv.append(Csv.line(Stream.concat(COLUMNS.stream(), runs).toList()));
    report.groups().forEach(group -> csv.append(Csv.line(cells(group))));
    return csv.toString();
  }

  private static List<Object> cells(GroupFigures group) {
    List<Object> cells = new ArrayList<>();
    cells.add(group.key().sdkAppId());
    cells.add(group.key().groupId());
    cells.add(group.key().topicId());
    cells.add(group.type());
    cells.add(group.max());
    cells.add(group.members());
    cells.add(group.last() == null ? null : group.last().wire());
    cells.add(group.stuck());
    cells.add(group.freed());
    cells.add(group.joined());
    cells.add(group.returns().back());
    cells.add(group.returns().later());
    cells.add(group.returns().restored());
    cells.add(group.returns().open());
    cells.add(group.returns().unread());
    cells.add(group.shown().people());
    cells.add(group.shown().active());
    cells.add(group.shown().left());
    cells.add(group.shown().unread());
    for (Outcome outcome : Outcome.values()) {
      cells.add(group.outcomes().getOrDefault(outcome, 0));
    }
    return cells;
  }
}
