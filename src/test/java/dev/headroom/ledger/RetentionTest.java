package dev.headroom.ledger;

import static dev.headroom.ledger.Runs.members;
import static dev.headroom.ledger.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.store.Database;
import dev.headroom.store.TestSession;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
class RetentionTest {

  private static final Duration MONTH = Duration.ofDays(30);

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

  private void ended(String id, int removed) throws SQLException {
    Run run = run(id, GroupKey.of(1, id), Instant.ofEpochMilli(session.now()));
    if (removed > 0) {
      List<String> accounts = IntStream.range(0, removed).mapToObj(i -> "u" + i).toList();
      Ledger.intend(session, run, members(accounts.toArray(String[]::new)));
      Ledger.settle(
          session,
          id,
          1,
          accounts.stream().collect(Collectors.toMap(account -> account, a -> Fate.REMOVED)));
    }
    RunEnds.finish(
        session,
        new RunEnd(
            run, Outcome.PRUNED, 1, List.of(), Map.of(), "", Instant.ofEpochMilli(session.now())));
  }

  private int clean(Duration retention, int limit) throws SQLException {
    int steps = 0;
    int rows = Retention.step(session, retention, limit);
    while (rows > 0) {
      assertThat(rows).isLessThanOrEqualTo(limit + 2);
      steps++;
      rows = Retention.step(session, retention, limit);
    }
    return steps;
  }

  private int rows(String table) throws SQLException {
    return session.first("SELECT COUNT(*) FROM " + table, row -> row.getInt(1)).orElseThrow();
  }

  @Test
  @DisplayName("What ended before the retention goes whole, in small steps; the rest stays")
  void old() throws SQLException {
    ended("old", 45);
    ended("old too", 0);
    session.pass(MONTH.toMillis());
    ended("at the edge of it", 3);
    session.pass(1);

    assertThat(clean(MONTH, 10)).isGreaterThanOrEqualTo(5);

    assertThat(rows("runs")).isEqualTo(1);
    assertThat(rows("batches")).isEqualTo(1);
    assertThat(rows("removals")).isEqualTo(3);
  }

  @Test
  @DisplayName("A run that goes on stays, however old")
  void goesOn() throws SQLException {
    Ledger.intend(session, run("r"), members("a"));
    session.pass(MONTH.multipliedBy(12).toMillis());
    clean(MONTH, 10);
    assertThat(Ledger.open(session, "r")).isPresent();
  }

  @Test
  @DisplayName("Removals of the last 24 hours stay even when the retention is shorter")
  void lastDay() throws SQLException {
    ended("r", 2);
    session.pass(Duration.ofHours(24).toMillis() - 1);
    clean(Duration.ofHours(1), 10);
    assertThat(Ledger.taken(session, GroupKey.of(1, "r"))).isEqualTo(new Taken(2, 2));
    session.pass(1);
    clean(Duration.ofHours(1), 10);
    assertThat(rows("removals")).isZero();
  }
}
