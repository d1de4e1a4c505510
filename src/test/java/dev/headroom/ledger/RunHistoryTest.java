package dev.headroom.ledger;

import static dev.headroom.ledger.Runs.GROUP;
import static dev.headroom.ledger.Runs.START;
import static dev.headroom.ledger.Runs.end;
import static dev.headroom.ledger.Runs.members;
import static dev.headroom.ledger.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.store.Database;
import dev.headroom.store.TestSession;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class RunHistoryTest {

  @Parameter private Database database;
  private TestSession session;

  @BeforeEach
  void open() throws SQLException {
    session = new TestSession(database);
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
  }

  @Test
  @DisplayName("Pages go from the newest to the oldest, each run once, even with equal times")
  void pages() throws SQLException {
    for (int i = 0; i < 10; i++) {
      Instant start = START.plusSeconds(i / 3);
      RunEnds.finish(
          session, end(run("r" + i, GroupKey.of(1, "g" + i), start), Outcome.NOTHING_TO_PRUNE));
    }
    List<String> seen = new ArrayList<>();
    RunHistory.Position after = null;
    List<RunRecord> page;
    do {
      page = RunHistory.list(session, null, null, after, 3);
      page.forEach(record -> seen.add(record.run().id()));
      if (!page.isEmpty()) {
        RunRecord last = page.get(page.size() - 1);
        after = new RunHistory.Position(last.run().startedAt().toEpochMilli(), last.run().id());
      }
    } while (!page.isEmpty());
    assertThat(seen).containsExactly("r9", "r8", "r7", "r6", "r5", "r4", "r3", "r2", "r1", "r0");
  }

  @Test
  @DisplayName("A list can be of one group, of one outcome, of both; a run that goes on is listed")
  void filters() throws SQLException {
    RunEnds.finish(session, end(run("a"), Outcome.BRAKED));
    RunEnds.finish(session, end(run("b", GroupKey.of(1, "x"), START), Outcome.BRAKED));
    RunEnds.finish(session, end(run("c", GROUP, START.plusSeconds(5)), Outcome.FAILED));
    Ledger.intend(session, run("d", GROUP, START.plusSeconds(9)), members("m"));

    assertThat(ids(GROUP.groupId(), null)).containsExactly("d", "c", "a");
    assertThat(ids(null, Outcome.BRAKED)).containsExactly("b", "a");
    assertThat(ids(GROUP.groupId(), Outcome.BRAKED)).containsExactly("a");
    assertThat(ids("nobody's", null)).isEmpty();
  }

  private List<String> ids(String group, Outcome outcome) throws SQLException {
    return RunHistory.list(session, group, outcome, null, 50).stream()
        .map(record -> record.run().id())
        .toList();
  }

  @Test
  @DisplayName(
      "One run shows its people with fate, evidence and batch, and the counts of the spared")
  void detail() throws SQLException {
    Ledger.intend(session, run("r"), members("b", "a"));
    Ledger.settle(session, "r", 1, Map.of("b", Fate.REMOVED, "a", Fate.RETURNED));
    RunEnds.finish(session, end(run("r"), Outcome.PRUNED));

    RunRecord.Detail detail = RunHistory.find(session, "r").orElseThrow();
    assertThat(detail.summary())
        .isEqualTo(
            new RunRecord(
                run("r"),
                Outcome.PRUNED,
                197,
                1,
                Map.of("owner", 1, "newcomer", 7),
                "as told",
                START.plusSeconds(2),
                1,
                START.plusSeconds(2)));
    assertThat(detail.members())
        .containsExactly(
            new RunRecord.Entry(members("b").get(0), Fate.REMOVED, 1),
            new RunRecord.Entry(members("a").get(0), Fate.RETURNED, 1));
  }

  @Test
  @DisplayName("A run that goes on has no outcome, no end and no note")
  void goesOn() throws SQLException {
    Ledger.intend(session, run("r"), members("a"));
    RunRecord record = RunHistory.find(session, "r").orElseThrow().summary();
    assertThat(record.outcome()).isNull();
    assertThat(record.finishedAt()).isNull();
    assertThat(record.lastAt()).isNull();
    assertThat(record.note()).isNull();
    assertThat(record.after()).isNull();
    assertThat(record.spared()).isEmpty();
  }

  @Test
  @DisplayName("Pages are read along an index, without sorting")
  void cheap() throws SQLException {
    assumeThat(database).as("PostgreSQL plans by what the tables hold").isEqualTo(Database.SQLITE);
    for (String where : List.of("", "WHERE group_id = 'g'", "WHERE outcome = 'failed'")) {
      assertThat(
              session.query(
                  "EXPLAIN QUERY PLAN SELECT * FROM runs "
                      + where
                      + " ORDER BY started_at DESC, id DESC LIMIT 50",
                  row -> row.getString("detail")))
          .noneMatch(detail -> detail.contains("TEMP B-TREE"));
    }
  }

  @Test
  @DisplayName("What was observed last counts those who would go, whatever their names are")
  void observed() throws SQLException {
    assertThat(RunHistory.has(session, GROUP)).isFalse();
    assertThat(RunHistory.observed(session, GROUP)).isEmpty();
    RunEnds.finish(
        session,
        end(run("r1"), Outcome.OBSERVED, "a", "\"account\":", "{\"account\":\"x\"}", "b\\", "群"));
    assertThat(RunHistory.has(session, GROUP)).isTrue();
    assertThat(RunHistory.observed(session, GROUP)).contains(new RunHistory.Observed("Public", 5));
    assertThat(RunHistory.observed(session, GroupKey.of(1, GROUP.groupId()))).isEmpty();
    RunEnds.finish(session, end(run("r2", GROUP, START.plusSeconds(60)), Outcome.NOTHING_TO_PRUNE));
    assertThat(RunHistory.observed(session, GROUP)).isEmpty();
  }

  @Test
  @DisplayName("A group that observes by its own word, or is being pruned, was not only observed")
  void ownWord() throws SQLException {
    RunEnd end = end(run("r1"), Outcome.OBSERVED, "a");
    RunEnds.finish(session, end);
    Run pruning = run("r2", GROUP, START.plusSeconds(60));
    Ledger.intend(session, pruning, members("b"));
    assertThat(RunHistory.observed(session, GROUP)).isEmpty();

    GroupKey other = GroupKey.of(1, "own word");
    Run own = run("r3", other, START);
    RunEnds.finish(
        session,
        new RunEnd(
            own,
            Outcome.OBSERVED,
            null,
            end.wouldRemove(),
            Map.of(),
            RunEnd.OWN_WORD,
            end.finishedAt()));
    assertThat(RunHistory.observed(session, other)).isEmpty();
  }

  @Test
  @DisplayName("A group is stuck that was full when its last run could remove nobody")
  void stuck() throws SQLException {
    for (Outcome outcome : Outcome.values()) {
      full(outcome.wire(), outcome, 200);
    }
    full("with-room", Outcome.BRAKED, 199);

    List<String> stuck =
        GroupHistory.newest(session, true, null, 50).stream().map(RunHistoryTest::group).toList();
    assertThat(stuck)
        .as("one that is only observed is not")
        .containsExactlyInAnyOrder("nothing-to-prune", "braked", "daily-limit", "failed");
    assertThat(
            GroupHistory.newest(session, false, null, 50).stream()
                .filter(
                    run ->
                        GroupHistory.isStuck(
                            run.outcome(), run.removedCount(), run.after(), run.run().max()))
                .map(RunHistoryTest::group))
        .containsExactlyInAnyOrderElementsOf(stuck);
  }

  private void full(String group, Outcome outcome, int after) throws SQLException {
    RunEnd end = end(run(group, GroupKey.of(1, group), START), outcome);
    RunEnds.finish(
        session,
        new RunEnd(end.run(), outcome, after, List.of(), Map.of(), end.note(), end.finishedAt()));
  }

  private static String group(RunRecord run) {
    return run.run().key().groupId();
  }
}
