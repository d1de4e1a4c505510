package dev.headroom.ledger;

import static dev.headroom.ledger.Runs.GROUP;
import static dev.headroom.ledger.Runs.START;
import static dev.headroom.ledger.Runs.end;
import static dev.headroom.ledger.Runs.members;
import static dev.headroom.ledger.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.GroupPruned;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.store.Database;
import dev.headroom.store.TestSession;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class LedgerTest {

  private static final long DAY = Duration.ofHours(24).toMillis();

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

  @Nested
  @DisplayName("An intent")
  class Intents {

    @Test
    @DisplayName("is numbered from 1 in its run and read back with members, order and time")
    void numbered() throws SQLException {
      long first = session.now();
      assertThat(Ledger.intend(session, run("r"), members("zoe", "adam"))).isEqualTo(1);
      session.pass(500);
      assertThat(Ledger.intend(session, run("r"), members("eve"))).isEqualTo(2);

      OpenRun open = Ledger.open(session, "r").orElseThrow();
      assertThat(open.run()).isEqualTo(run("r"));
      assertThat(open.open())
          .containsExactly(
              new OpenRun.Batch(1, members("zoe", "adam"), first),
              new OpenRun.Batch(2, members("eve"), first + 500));
      assertThat(open.removed()).isZero();
      assertThat(Ledger.takenByRun(session, "r")).isEqualTo(3);
    }

    @Test
    @DisplayName("keeps what is not known of the group as unknown")
    void unknownSeats() throws SQLException {
      Run run = new Run("r", GROUP, "", Cause.OPERATOR, Mode.ENFORCE, "p", 1, null, null, START);
      Ledger.intend(session, run, members("a"));
      assertThat(Ledger.open(session, "r").orElseThrow().run()).isEqualTo(run);
    }

    @Test
    @DisplayName("cannot be added to a run that has ended")
    void ended() throws SQLException {
      Ledger.intend(session, run("r"), members("a"));
      RunEnds.finish(session, end(run("r"), Outcome.PRUNED));
      assertThatThrownBy(() -> Ledger.intend(session, run("r"), members("b")))
          .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("without members is refused")
    void empty() {
      assertThatThrownBy(() -> Ledger.intend(session, run("r"), List.of()))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  @DisplayName("Settling")
  class Settling {

    @Test
    @DisplayName("keeps open whose fate is not named, and counts who is, was or may be gone")
    void partly() throws SQLException {
      Ledger.intend(session, run("r"), members("a", "b", "c", "d", "e"));
      Ledger.settle(
          session,
          "r",
          1,
          Map.of("a", Fate.REMOVED, "b", Fate.STAYED, "c", Fate.RETURNED, "d", Fate.NOT_SENT));

      OpenRun open = Ledger.open(session, "r").orElseThrow();
      assertThat(open.open()).hasSize(1);
      assertThat(open.open().get(0).removals()).isEqualTo(members("e"));
      assertThat(open.removed()).isEqualTo(1);
      assertThat(open.returned()).containsExactly("c");
      assertThat(Ledger.takenByRun(session, "r")).isEqualTo(3);

      Ledger.settle(session, "r", 1, Map.of("e", Fate.STAYED));
      assertThat(Ledger.open(session, "r").orElseThrow().open()).isEmpty();
      assertThat(Ledger.takenByRun(session, "r")).isEqualTo(2);
    }

    @Test
    @DisplayName("touches its own batch alone, even for an account in two of them")
    void ownBatch() throws SQLException {
      Ledger.intend(session, run("r"), members("a"));
      Ledger.settle(session, "r", 1, Map.of("a", Fate.STAYED));
      Ledger.intend(session, run("r"), members("a"));
      Ledger.settle(session, "r", 2, Map.of("a", Fate.REMOVED));

      assertThat(RunHistory.find(session, "r").orElseThrow().members())
          .extracting(RunRecord.Entry::batch, RunRecord.Entry::fate)
          .containsExactly(tuple(1, Fate.STAYED), tuple(2, Fate.REMOVED));
    }

    @Test
    @DisplayName(
        "is done once for each: whoever comes later, from a lease long lost, changes nothing")
    void onlyOpen() throws SQLException {
      Ledger.intend(session, run("r"), members("a", "b"));
      Ledger.settle(session, "r", 1, Map.of("a", Fate.STAYED, "b", Fate.REMOVED));
      Ledger.intend(session, run("r"), members("a"));
      Ledger.settle(session, "r", 2, Map.of("a", Fate.REMOVED));
      RunEnds.finish(session, end(run("r"), Outcome.PRUNED));
      tellAll();

      Ledger.settle(session, "r", 1, Map.of("a", Fate.REMOVED, "b", Fate.STAYED));

      var found = RunHistory.find(session, "r").orElseThrow();
      assertThat(found.members())
          .extracting(RunRecord.Entry::batch, RunRecord.Entry::fate)
          .containsExactly(tuple(1, Fate.STAYED), tuple(1, Fate.REMOVED), tuple(2, Fate.REMOVED));
      assertThat(found.summary().removedCount()).isEqualTo(2);
      assertThat(Ledger.takenByRun(session, "r")).isEqualTo(2);
      assertThat(Outbox.waiting(session, 10)).isEmpty();
    }

    @Test
    @DisplayName(
        "is the end's: what nobody has looked at is unknown then, and counts as perhaps gone")
    void unknownAtTheEnd() throws SQLException {
      Ledger.intend(session, run("r"), members("a", "b"));
      Ledger.settle(session, "r", 1, Map.of("a", Fate.REMOVED));
      RunEnds.finish(session, end(run("r"), Outcome.GROUP_GONE));
      Ledger.intend(session, run("q"), members("c"));
      Ledger.abandon(session, "q");
      Ledger.abandon(session, "nobody");

      assertThat(fates("r")).containsExactly(Fate.REMOVED, Fate.UNKNOWN);
      assertThat(fates("q")).containsExactly(Fate.UNKNOWN);
      assertThat(RunHistory.find(session, "q").orElseThrow().summary().outcome())
          .isEqualTo(Outcome.FAILED);
      assertThat(session.query("SELECT 1 FROM batches WHERE settled_at IS NULL", row -> 1))
          .isEmpty();
      assertThat(Ledger.takenByRun(session, "r") + Ledger.takenByRun(session, "q")).isEqualTo(3);
      assertThat(Outbox.waiting(session, 10)).hasSize(2);
    }

    private List<Fate> fates(String run) throws SQLException {
      return RunHistory.find(session, run).orElseThrow().members().stream()
          .map(RunRecord.Entry::fate)
          .toList();
    }

    @Test
    @DisplayName("after the end corrects the run and has it told again")
    void late() throws SQLException {
      Ledger.intend(session, run("r"), members("a"));
      assertThat(Ledger.settle(session, "r", 1, Map.of())).isFalse();
      RunEnds.finish(session, end(run("r"), Outcome.FAILED));
      tellAll();
      assertThat(Ledger.settle(session, "r", 1, Map.of("a", Fate.REMOVED))).isTrue();

      List<Outbox.Waiting> waiting = Outbox.waiting(session, 10);
      assertThat(waiting).hasSize(1);
      assertThat(waiting.get(0).message().removedCount()).isEqualTo(1);
      assertThat(waiting.get(0).message().removed()).hasSize(1);
    }
  }

  @Nested
  @DisplayName("The count of 24 hours")
  class Day {

    @Test
    @DisplayName("holds an intent without a result, and lets it go a day after it")
    void rolls() throws SQLException {
      Ledger.intend(session, run("r"), members("a", "b"));
      session.pass(DAY - 1);
      assertThat(Ledger.taken(session, GROUP)).isEqualTo(new Taken(2, 2));
      session.pass(1);
      assertThat(Ledger.taken(session, GROUP)).isEqualTo(new Taken(0, 0));
    }

    @Test
    @DisplayName("knows groups and apps apart")
    void apart() throws SQLException {
      Ledger.intend(session, run("r1"), members("a"));
      Ledger.intend(
          session, run("r2", GroupKey.of(GROUP.sdkAppId(), "other"), START), members("b", "c"));
      Ledger.intend(session, run("r3", GroupKey.of(7, GROUP.groupId()), START), members("d"));
      assertThat(Ledger.taken(session, GROUP)).isEqualTo(new Taken(1, 3));
    }

    @Test
    @DisplayName("is answered from an index alone")
    void cheap() throws SQLException {
      assumeThat(database)
          .as("PostgreSQL plans by what the tables hold")
          .isEqualTo(Database.SQLITE);
      for (String condition : List.of("", " AND group_id = 'g'")) {
        assertThat(
                session.query(
                    "EXPLAIN QUERY PLAN SELECT COALESCE(SUM(taken), 0) FROM batches"
                        + " WHERE sdk_app_id = 1 AND intended_at > 5"
                        + condition,
                    row -> row.getString("detail")))
            .allMatch(detail -> detail.contains("USING COVERING INDEX"));
      }
    }
  }

  @Nested
  @DisplayName("The end")
  class Ends {

    @Test
    @DisplayName("of a run that removed somebody tells who is really gone, in order")
    void pruned() throws SQLException {
      Ledger.intend(session, run("r"), members("c", "b", "a"));
      Ledger.settle(
          session, "r", 1, Map.of("c", Fate.REMOVED, "b", Fate.RETURNED, "a", Fate.REMOVED));

      GroupPruned told = RunEnds.finish(session, end(run("r"), Outcome.PRUNED));

      assertThat(told)
          .isEqualTo(
              new GroupPruned(
                  "r",
                  GROUP,
                  "Public",
                  Cause.CALLBACK,
                  Outcome.PRUNED,
                  Mode.ENFORCE,
                  2,
                  members("c", "a").stream().map(Removal::toMember).toList(),
                  List.of(),
                  new GroupPruned.Seats(200, 200, 197),
                  START,
                  START.plusSeconds(2)));
      assertThat(Ledger.open(session, "r")).isEmpty();
    }

    @Test
    @DisplayName("cuts its lists at 500 and never the count")
    void cut() throws SQLException {
      String[] many = IntStream.range(0, 501).mapToObj(i -> "u" + i).toArray(String[]::new);
      Ledger.intend(session, run("r"), members(many));
      Ledger.settle(
          session,
          "r",
          1,
          IntStream.range(0, 501)
              .boxed()
              .collect(Collectors.toMap(i -> "u" + i, i -> Fate.REMOVED)));
      GroupPruned told = RunEnds.finish(session, end(run("r"), Outcome.OBSERVED, many));
      assertThat(told.removedCount()).isEqualTo(501);
      assertThat(told.removed()).hasSize(500).last().extracting("account").isEqualTo("u499");
      assertThat(RunHistory.find(session, "r").orElseThrow().wouldRemove())
          .isEqualTo(members(many).subList(0, 500));
    }

    @Test
    @DisplayName("keeps everyone whom a braked run shows, and tells the first 500")
    void braked() throws SQLException {
      String[] many = IntStream.range(0, 501).mapToObj(i -> "u" + i).toArray(String[]::new);
      GroupPruned told = RunEnds.finish(session, end(run("r"), Outcome.BRAKED, many));
      assertThat(told.wouldRemove()).hasSize(500);
      assertThat(RunHistory.find(session, "r").orElseThrow().wouldRemove())
          .isEqualTo(members(many));
    }

    @Test
    @DisplayName("comes once: a second one changes nothing")
    void once() throws SQLException {
      GroupPruned first = RunEnds.finish(session, end(run("r"), Outcome.OBSERVED, "a"));
      assertThat(RunEnds.finish(session, end(run("r"), Outcome.FAILED))).isEqualTo(first);
    }
  }

  @Nested
  @DisplayName("A run like the last one of its group")
  class Folding {

    private RunEnd later(String id, Outcome outcome, String... wouldRemove) {
      return end(run(id, GROUP, START.plusSeconds(60)), outcome, wouldRemove);
    }

    @Test
    @DisplayName("is counted in its row and told under its id, whatever the order of people")
    void folded() throws SQLException {
      RunEnds.finish(session, end(run("r1"), Outcome.OBSERVED, "a", "b"));
      GroupPruned told = RunEnds.finish(session, later("r2", Outcome.OBSERVED, "b", "a"));

      assertThat(told.run()).isEqualTo("r1");
      assertThat(told.startedAt()).isEqualTo(START);
      assertThat(told.finishedAt()).isEqualTo(START.plusSeconds(62));
      RunRecord row = RunHistory.find(session, "r1").orElseThrow().summary();
      assertThat(row.times()).isEqualTo(2);
      assertThat(row.finishedAt()).isEqualTo(START.plusSeconds(2));
      assertThat(row.lastAt()).isEqualTo(START.plusSeconds(62));
      assertThat(RunHistory.find(session, "r2")).isEmpty();
    }

    @Test
    @DisplayName("is told again though its row was told before")
    void toldAgain() throws SQLException {
      RunEnds.finish(session, end(run("r1"), Outcome.NOTHING_TO_PRUNE));
      tellAll();
      RunEnds.finish(session, later("r2", Outcome.NOTHING_TO_PRUNE));
      assertThat(Outbox.waiting(session, 10))
          .extracting(w -> w.message().run())
          .containsExactly("r1");
    }

    @Test
    @DisplayName("is told again though it was folded while the message of its row was on its way")
    void foldedMeanwhile() throws SQLException {
      RunEnds.finish(session, end(run("r1"), Outcome.NOTHING_TO_PRUNE));
      Outbox.Waiting onItsWay = Outbox.waiting(session, 10).get(0);
      RunEnds.finish(session, later("r2", Outcome.NOTHING_TO_PRUNE));
      Outbox.mark(session, List.of(onItsWay));
      assertThat(Outbox.waiting(session, 10)).hasSize(1);
    }

    @Test
    @DisplayName("has a row of its own when outcome, people, mode or policy differ")
    void differs() throws SQLException {
      RunEnds.finish(session, end(run("r1"), Outcome.OBSERVED, "a"));
      Run other = run("r", GROUP, START.plusSeconds(60));
      assertOwnRow(later("outcome", Outcome.BRAKED, "a"));
      assertOwnRow(later("people", Outcome.BRAKED, "a", "b"));
      assertOwnRow(
          end(
              new Run(
                  "mode",
                  GROUP,
                  "Public",
                  other.cause(),
                  Mode.OBSERVE,
                  "p1",
                  3,
                  200,
                  200,
                  START.plusSeconds(120)),
              Outcome.BRAKED,
              "a",
              "b"));
      assertOwnRow(
          end(
              new Run(
                  "policy",
                  GROUP,
                  "Public",
                  other.cause(),
                  Mode.OBSERVE,
                  "p2",
                  3,
                  200,
                  200,
                  START.plusSeconds(180)),
              Outcome.BRAKED,
              "a",
              "b"));
    }

    @Test
    @DisplayName("has a row of its own when another end came in between")
    void notTheLast() throws SQLException {
      RunEnds.finish(session, end(run("r1"), Outcome.NOTHING_TO_PRUNE));
      assertOwnRow(later("r2", Outcome.NOT_FULL_ANY_MORE));
      assertOwnRow(end(run("r3", GROUP, START.plusSeconds(120)), Outcome.NOTHING_TO_PRUNE));
    }

    @Test
    @DisplayName("has a row of its own in another group, app or topic")
    void otherGroup() throws SQLException {
      RunEnds.finish(session, end(run("r1"), Outcome.TOPIC));
      assertOwnRow(end(run("r2", GroupKey.of(GROUP.sdkAppId(), "x"), START), Outcome.TOPIC));
      assertOwnRow(end(run("r3", GroupKey.of(7, GROUP.groupId()), START), Outcome.TOPIC));
      assertOwnRow(
          end(
              run("r4", new GroupKey(GROUP.sdkAppId(), GROUP.groupId(), "t"), START),
              Outcome.TOPIC));
    }

    @Test
    @DisplayName("has a row of its own when either of them meant to remove somebody")
    void meantSomebody() throws SQLException {
      Ledger.intend(session, run("r1"), members("a"));
      Ledger.settle(session, "r1", 1, Map.of("a", Fate.STAYED));
      assertOwnRow(end(run("r1"), Outcome.FAILED));
      assertOwnRow(later("r2", Outcome.FAILED));
      Run third = run("r3", GROUP, START.plusSeconds(120));
      Ledger.intend(session, third, members("a"));
      assertOwnRow(end(third, Outcome.FAILED));
    }

    private void assertOwnRow(RunEnd end) throws SQLException {
      assertThat(RunEnds.finish(session, end).run()).isEqualTo(end.run().id());
      assertThat(RunHistory.find(session, end.run().id()).orElseThrow().summary().times())
          .isEqualTo(1);
    }
  }

  private void tellAll() throws SQLException {
    Outbox.mark(session, Outbox.waiting(session, 100));
    assertThat(Outbox.waiting(session, 100)).isEmpty();
  }
}
