package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.LedgerSpan;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.RunEnds;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A look into a database that is in use")
class ReadOnlyDatabaseTest {

  private static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());

  @TempDir private Path folder;

  private static void fill(Session session) throws SQLException {
    for (int i = 0; i < 5; i++) {
      Run run =
          new Run(
              "r" + i,
              GroupKey.of(1, "g" + i),
              "Public",
              Cause.CALLBACK,
              Mode.ENFORCE,
              "p",
              2,
              40,
              40,
              NOW);
      Removal a = new Removal("a", NOW.minusSeconds(99), NOW, Reason.INACTIVE, "e");
      Removal b = new Removal("b", NOW.minusSeconds(99), NOW, Reason.INACTIVE, "e");
      int batch = Ledger.intend(session, run, List.of(a, b));
      Ledger.settle(session, run.id(), batch, Map.of("a", Fate.REMOVED, "b", Fate.STAYED));
      RunEnds.finish(session, new RunEnd(run, Outcome.PRUNED, 39, List.of(), Map.of(), "", NOW));
    }
  }

  private static void check(String url) throws SQLException {
    Instant since = NOW.minus(Duration.ofHours(1));
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(url)) {
      List<LedgerSpan.Ended> runs = new ArrayList<>();
      List<LedgerSpan.Ended> page;
      do {
        LedgerSpan.Ended last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        page = database.read(session -> LedgerSpan.ended(session, since, last, 2));
        runs.addAll(page);
      } while (!page.isEmpty());
      assertThat(runs)
          .extracting(LedgerSpan.Ended::run)
          .containsExactly("r0", "r1", "r2", "r3", "r4");
      assertThat(runs).extracting(LedgerSpan.Ended::removed).containsOnly(1);

      List<LedgerSpan.Removed> removed = new ArrayList<>();
      List<LedgerSpan.Removed> some;
      do {
        LedgerSpan.Removed last = removed.isEmpty() ? null : removed.get(removed.size() - 1);
        some = database.read(session -> LedgerSpan.removed(session, since, last, 2));
        removed.addAll(some);
      } while (!some.isEmpty());
      assertThat(removed).extracting(LedgerSpan.Removed::account).containsOnly("a").hasSize(5);
      assertThat(removed).extracting(one -> one.key().groupId()).doesNotHaveDuplicates();

      List<LedgerSpan.Ended> none =
          database.read(session -> LedgerSpan.ended(session, NOW.plusSeconds(3600), null, 10));
      assertThat(none).isEmpty();
      assertThatThrownBy(() -> database.read(session -> session.update("DELETE FROM runs")))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  @DisplayName("reads a SQLite file page by page beside the process that has it, and cannot write")
  void sqlite() throws Exception {
    Vertx vertx = Vertx.vertx();
    String url = "jdbc:sqlite:" + folder.resolve("headroom.db");
    SqliteStore store = SqliteStore.open(vertx, url, Clock.systemUTC());
    Change<Void> filling =
        session -> {
          fill(session);
          return null;
        };
    store.write(filling).toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    check(url);
    store.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    check(url);
    vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  @Test
  @DisplayName("reads PostgreSQL likewise")
  void postgres() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().setPGStartupWait(Duration.ofMinutes(1)).start()) {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          JdbcSession session = new JdbcSession(connection, Dialect.sqlite(Clock.systemUTC()))) {
        new Migration(session).run();
        session.begin();
        fill(session);
        session.commit();
      }
      check("jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres");
      String url = "jdbc:postgresql://postgres:@localhost:" + server.getPort() + "/postgres";
      check(url);
      assertThat(ReadOnlyDatabase.refuseNewer(url)).isEmpty();
      try (Connection connection = server.getPostgresDatabase().getConnection()) {
        becomeNewer(connection);
      }
      checkRefused(url);
      assertThat(ReadOnlyDatabase.refuseNewer(url.replaceFirst("postgres$", "template1")))
          .isEmpty();
    }
  }

  private static void becomeNewer(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("UPDATE meta SET value = '99' WHERE name = 'schema'");
    }
  }

  private static void checkRefused(String url) {
    for (ThrowingCallable look :
        List.<ThrowingCallable>of(
            () -> ReadOnlyDatabase.refuseNewer(url), () -> ReadOnlyDatabase.open(url))) {
      assertThatThrownBy(look)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("written by a newer Headroom (schema 99,");
    }
  }

  private Map<String, Long> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.collect(
          Collectors.toMap(
              file -> file.getFileName().toString(), file -> file.toFile().lastModified()));
    }
  }

  @Test
  @DisplayName("refuses a SQLite file of a newer version, and leaves nothing beside it")
  void newerSqlite() throws Exception {
    Path file = folder.resolve("a b%20#ä.db");
    String url = "jdbc:sqlite:" + file;
    assertThat(ReadOnlyDatabase.refuseNewer(url)).isEmpty();
    Files.createFile(file);
    assertThat(ReadOnlyDatabase.refuseNewer(url)).isEmpty();
    Vertx vertx = Vertx.vertx();
    SqliteStore store = SqliteStore.open(vertx, url, Clock.systemUTC());
    assertThat(ReadOnlyDatabase.refuseNewer(url)).isEmpty();
    store
        .write(session -> session.update("UPDATE meta SET value = '99' WHERE name = 'schema'"))
        .toCompletionStage()
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    // It is in the log only.
    assertThatThrownBy(() -> ReadOnlyDatabase.refuseNewer(url)).hasMessageContaining("schema 99,");
    store.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    Map<String, Long> before = files();
    assertThat(before).doesNotContainKeys(file.getFileName() + "-wal", file.getFileName() + "-shm");
    assertThatThrownBy(() -> ReadOnlyDatabase.refuseNewer(url)).hasMessageContaining("schema 99,");
    assertThat(files()).isEqualTo(before);
    checkRefused(url);
  }

  @Test
  @DisplayName("says why nothing can be told of a file that is no database")
  void noDatabase() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "no database".repeat(200));
    Map<String, Long> before = files();
    assertThat(ReadOnlyDatabase.refuseNewer("jdbc:sqlite:" + file))
        .get()
        .asString()
        .contains("cannot be read", "not a database");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  @DisplayName("creates nothing, and says what is wrong without password")
  void absent() throws Exception {
    assertThatThrownBy(() -> ReadOnlyDatabase.open("jdbc:sqlite:" + folder.resolve("none.db")))
        .hasMessageContaining("there is no database");
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
    assertThatThrownBy(
            () -> ReadOnlyDatabase.open("jdbc:postgresql://127.0.0.1:1/x?user=u&password=hidden"))
        .hasMessageContaining("cannot be read")
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> ReadOnlyDatabase.open("jdbc:postgresql://u:hidden@127.0.0.1:1/x"))
        .hasMessageContaining("cannot be read (SQLSTATE 08001)")
        .hasMessageNotContaining("hidden");
    assertThatThrownBy(() -> ReadOnlyDatabase.open("jdbc:postgresql://u:hidden@127.0.0.1:x"))
        .hasMessageContaining("names no database")
        .hasMessageNotContaining("hidden");
  }
}
