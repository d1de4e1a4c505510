package dev.headroom.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.ledger.LedgerSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A report on paper")
class ReportPagesTest {

  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private int runs;

  private LedgerSpan.Ended run(String group, Outcome outcome, Integer before, Integer after) {
    runs++;
    int removed = outcome == Outcome.PRUNED ? before - after : 0;
    Instant at = NOW.minus(Duration.ofDays(10)).plusSeconds(runs);
    return new LedgerSpan.Ended(
        "r" + runs,
        GroupKey.of(1, group),
        "Public",
        outcome,
        100,
        before,
        after,
        removed,
        1,
        at,
        at.toEpochMilli(),
        List.of());
  }

  private static LedgerSpan.Removed removed(String account, Instant joined, Duration ago) {
    return new LedgerSpan.Removed(
        "r", 1, account, GroupKey.of(1, "g"), NOW.minus(ago).toEpochMilli(), joined);
  }

  private Report report(LedgerFigures gathering) {
    return new Report(
        NOW.minus(Duration.ofDays(14)),
        NOW,
        ChatLookup.ofLedger(gathering, NOW),
        List.of("<script>alert(1)</script> & \"more\""),
        null);
  }

  @Test
  @DisplayName("counts who joined between runs, and nobody before seats were freed")
  void joined() {
    LedgerFigures gathering = new LedgerFigures();
    gathering.add(run("g", Outcome.OBSERVED, 90, null));
    gathering.add(run("g", Outcome.PRUNED, 100, 95));
    gathering.add(run("g", Outcome.PRUNED, 100, 95));
    gathering.add(run("g", Outcome.NOTHING_TO_PRUNE, 100, 100));
    Report report = report(gathering);
    assertThat(report.freed()).isEqualTo(10);
    assertThat(report.joined()).isEqualTo(10);
    assertThat(report.stuck()).hasSize(1);
  }

  @Test
  @DisplayName("knows from the ledger alone who was removed twice, and so had come back")
  void twice() {
    LedgerFigures gathering = new LedgerFigures();
    Instant longAgo = NOW.minus(Duration.ofDays(400));
    gathering.add(removed("a", longAgo, Duration.ofDays(13)));
    gathering.add(removed("b", longAgo, Duration.ofDays(13)));
    gathering.add(removed("a", NOW.minus(Duration.ofDays(10)), Duration.ofDays(1)));
    gathering.add(removed("b", NOW.minus(Duration.ofDays(2)), Duration.ofDays(1)));
    GroupFigures.Returns returns = report(gathering).returns();
    assertThat(returns.removed()).isEqualTo(4);
    assertThat(returns.back()).isEqualTo(1);
    assertThat(returns.later()).isEqualTo(1);
    assertThat(returns.unread()).isEqualTo(2);
  }

  @Test
  @DisplayName("lets no name of a group break out of page or sheet")
  void escaped() {
    LedgerFigures gathering = new LedgerFigures();
    gathering.add(run("=HYPERLINK(\"x\",\"<img src=x>\")", Outcome.FAILED, 100, 100));
    String html = ReportHtml.of(report(gathering));
    assertThat(html).doesNotContain("<img", "<script").contains("&lt;img src=x&gt;", "&lt;script");
    assertThat(html).contains("default-src 'none'");
    assertThat(ReportCsv.of(report(gathering)))
        .contains(",\"'=HYPERLINK(\"\"x\"\",\"\"<img src=x>\"\")\",");
  }

  @Test
  @DisplayName("says so when nothing has happened")
  void empty() {
    Report report = report(new LedgerFigures());
    assertThat(ReportText.of(report)).contains("No run has ended in this time.");
    assertThat(ReportHtml.of(report)).contains("No run has ended in this time.");
    assertThat(ReportCsv.of(report).lines()).hasSize(1);
    assertThat(Report.percent(0, 0)).isEqualTo("–");
  }
}
