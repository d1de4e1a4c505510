package dev.headroom.ledger;

import static dev.headroom.store.TestStore.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Reason;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.store.Database;
import dev.headroom.store.Session;
import dev.headroom.store.TestStore;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Database.class)
@DisplayName("What an app that left the configuration has left behind")
class UnservedAppsTest {

  private static final long STAYS = 1400000001L;
  private static final long LEAVES = 1400000002L;
  private static final Duration MONTH = Duration.ofDays(30);

  @Parameter Database database;
  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T00:00:00Z"));
  private TestStore db;

  @BeforeEach
  void open() {
    Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    db = new TestStore(vertx, database.url(folder), clock);
    for (long app : List.of(STAYS, LEAVES)) {
      db.write(session -> fill(session, app));
    }
  }

  @AfterEach
  void close() {
    db.close();
    done(vertx.close());
  }

  private static int fill(Session session, long app) throws SQLException {
    Instant now = Instant.ofEpochMilli(session.now());
    for (int i = 0; i < 450; i++) {
      JobTable.accept(session, GroupKey.of(app, "g" + i), Cause.CALLBACK, 1);
    }
    GroupKey key = GroupKey.of(app, "g");
    RequestTable.ask(session, new Request("q" + app, key, false, null, "alice", now));
    PauseTable.pause(session, new Pause(app, "", "holiday", null, "alice", now));
    Run run = new Run("r" + app, key, "Public", Cause.CALLBACK, Mode.ENFORCE, "p", 1, 20, 20, now);
    Ledger.intend(session, run, List.of(new Removal("u", now, now, Reason.INACTIVE, "")));
    RestoreTable.ask(
        session,
        new RestoreTable.Request("a" + app, "alice", null, run.id(), null, null, null, null),
        RestoreTable.removedBy(session, run.id()));
    return 1;
  }

  private void look(Long... served) {
    done(new UnservedApps(vertx, db.store(), List.of(served), MONTH).look());
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  /** Rows by table. */
  private Map<String, Integer> rows(long app) {
    return db.write(
        session -> {
          Map<String, Integer> rows = new TreeMap<>();
          for (String table :
              List.of("jobs", "requests", "returnees", "runs", "batches", "pauses")) {
            rows.put(
                table,
                session
                    .first(
                        "SELECT COUNT(*) FROM " + table + " WHERE sdk_app_id = ?",
                        row -> row.getInt(1),
                        app)
                    .orElseThrow());
          }
          return rows;
        });
  }

  @Test
  @DisplayName("is removed after the retention, whole and in steps, and nothing of other apps")
  void goneForGood() {
    Map<String, Integer> all = rows(LEAVES);
    look(STAYS);
    pass(MONTH);
    look(STAYS);
    assertThat(rows(LEAVES)).isEqualTo(all);
    pass(Duration.ofMillis(1));
    look(STAYS);
    assertThat(rows(LEAVES).values()).containsOnly(0);
    assertThat(rows(STAYS)).isEqualTo(all);
  }

  @Test
  @DisplayName("is there as it was when the app comes back before, and kept for as long again")
  void comesBack() {
    Map<String, Integer> all = rows(LEAVES);
    look(STAYS);
    pass(MONTH.minusDays(1));
    look(STAYS, LEAVES);
    pass(MONTH);
    look(STAYS);
    assertThat(rows(LEAVES)).isEqualTo(all);
  }
}
