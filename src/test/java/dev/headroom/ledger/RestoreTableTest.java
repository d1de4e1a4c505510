package dev.headroom.ledger;

import static dev.headroom.ledger.Runs.GROUP;
import static dev.headroom.ledger.Runs.START;
import static dev.headroom.ledger.Runs.members;
import static dev.headroom.ledger.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.Outcome;
import dev.headroom.ledger.RestoreTable.Removed;
import dev.headroom.ledger.RestoreTable.Request;
import dev.headroom.store.Database;
import dev.headroom.store.TestSession;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
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
class RestoreTableTest {

  private static final Duration MONTH = Duration.ofDays(30);

  @Parameter private Database database;
  private TestSession session;

  @BeforeEach
  void open() throws SQLException {
    session = new TestSession(database);
    Ledger.intend(session, run("r"), members("gone", "stayed", "back"));
    Ledger.settle(
        session, "r", 1, Map.of("gone", Fate.REMOVED, "stayed", Fate.STAYED, "back", Fate.REMOVED));
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
  }

  private void ask(String id, List<Removed> removed) throws SQLException {
    Request request = new Request(id, "alice", null, "r", null, null, null, null);
    RestoreTable.ask(session, request, removed);
    assertThat(RestoreTable.unknownToJobs(session, null, 9)).containsExactly(GROUP);
    assertThat(RestoreTable.unknownToJobs(session, GROUP, 9)).isEmpty();
  }

  private List<Returnee> waiting() throws SQLException {
    return RestoreTable.waiting(session, GROUP, 10);
  }

  @Test
  @DisplayName("Who stayed cannot be asked back, all others can, by run or by time, each once")
  void removed() throws SQLException {
    List<Removed> ofRun = RestoreTable.removedBy(session, "r");
    assertThat(ofRun).extracting(Removed::account).containsExactly("gone", "back");
    Instant now = Instant.ofEpochMilli(session.now());
    List<Long> apps = List.of(GROUP.sdkAppId());
    assertThat(RestoreTable.removedIn(session, now, now.plusMillis(1), apps, null))
        .containsExactlyInAnyOrderElementsOf(ofRun);
    assertThat(RestoreTable.removedIn(session, now.plusMillis(1), now.plusMillis(9), apps, null))
        .isEmpty();
    assertThat(RestoreTable.removedIn(session, now, now.plusMillis(1), List.of(1L), null))
        .isEmpty();
    ask("a", List.of(ofRun.get(0), ofRun.get(0)));
    assertThat(waiting()).extracting(Returnee::account).containsExactly("gone");
    assertThat(waiting().get(0).joinTime()).isEqualTo(START.minusSeconds(9_000_000));
  }

  @Test
  @DisplayName("Who may be gone without our knowing can be asked back as well")
  void unknown() throws SQLException {
    Ledger.intend(session, run("q"), members("perhaps"));
    RunEnds.finish(session, Runs.end(run("q"), Outcome.FAILED));
    assertThat(RestoreTable.removedBy(session, "q"))
        .extracting(Removed::account)
        .containsExactly("perhaps");
    Ledger.intend(session, run("o"), members("still open"));
    assertThat(RestoreTable.removedBy(session, "o")).hasSize(1);
  }

  @Test
  @DisplayName("A result is written once, and protects for as long as the policy says")
  void protection() throws SQLException {
    ask("a", RestoreTable.removedBy(session, "r"));
    RestoreTable.intend(session, GROUP, waiting(), Returnee.Way.IMPORT);
    assertThat(waiting()).allMatch(each -> each.way() == Returnee.Way.IMPORT);
    Returnee first = waiting().get(0);
    RestoreTable.settle(session, GROUP, List.of(first), RestoreResult.RESTORED, null);
    RestoreTable.settle(session, GROUP, List.of(first), RestoreResult.REFUSED, "too late to say");
    RestoreTable.settleAll(session, GROUP, RestoreResult.GROUP_FULL, null);
    assertThat(RestoreTable.waits(session, GROUP)).isFalse();
    assertThat(RestoreHistory.find(session, "a").orElseThrow().counts())
        .containsOnly(Map.entry(RestoreResult.RESTORED, 1), Map.entry(RestoreResult.GROUP_FULL, 1));
    Instant until = Instant.ofEpochMilli(session.now()).plus(MONTH);
    assertThat(RestoreTable.protectedUntil(session, GROUP, MONTH))
        .containsOnly(Map.entry(first.account(), until));
    session.pass(MONTH.toMillis());
    assertThat(RestoreTable.protectedUntil(session, GROUP, MONTH)).isEmpty();
  }

  @Test
  @DisplayName("No call is sent for members of whom one has been forgotten meanwhile")
  void forgottenMeanwhile() throws SQLException {
    RunEnds.finish(session, Runs.end(run("r"), Outcome.PRUNED));
    ask("a", RestoreTable.removedBy(session, "r"));
    List<Returnee> all = waiting();
    assertThat(RestoreTable.intend(session, GROUP, all, Returnee.Way.IMPORT)).isTrue();
    RestoreTable.settle(session, GROUP, List.of(all.get(0)), RestoreResult.RESTORED, null);
    assertThat(RestoreTable.intend(session, GROUP, all, Returnee.Way.ADD)).isFalse();
  }

  @Test
  @DisplayName("A request goes when it is too old, step by step, but not while somebody waits")
  void expiry() throws SQLException {
    ask("a", RestoreTable.removedBy(session, "r"));
    session.pass(MONTH.toMillis());
    assertThat(RestoreTable.expire(session, session.now() - 1, 10)).isZero();
    RestoreTable.settleAll(session, GROUP, RestoreResult.RESTORED, null);
    assertThat(RestoreTable.expire(session, session.now() - 1, 10)).isZero();
    session.pass(10);
    long before = session.now() - 1;
    assertThat(RestoreTable.expire(session, before, 1)).isEqualTo(1);
    assertThat(RestoreHistory.find(session, "a")).isPresent();
    assertThat(RestoreTable.expire(session, before, 10)).isEqualTo(2);
    assertThat(RestoreHistory.find(session, "a")).isEmpty();
    assertThat(RestoreHistory.members(session, "a")).isEmpty();
  }

  @Test
  @DisplayName("An account in a run that goes on is in use; one that ended can be erased")
  void inUse() throws SQLException {
    assertThat(Erasure.inUse(session, "gone")).isTrue();
    RunEnds.finish(session, Runs.end(run("r"), Outcome.PRUNED));
    assertThat(Erasure.inUse(session, "gone")).isFalse();
    assertThat(Erasure.erase(session, "gone")).isEqualTo(1);
    assertThat(RestoreTable.removedBy(session, "r"))
        .extracting(Removed::account)
        .containsExactly("back");
    assertThat(Ledger.taken(session, GROUP).group()).isEqualTo(2);
  }
}
