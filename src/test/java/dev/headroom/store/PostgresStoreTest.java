package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PostgresStoreTest {

  private static final String INSERT = "INSERT INTO t VALUES (?, 1)";

  private final Vertx vertx = Vertx.vertx();
  private final String url = Postgres.shared().newDatabase();
  private Store store;

  @BeforeEach
  void open() {
    store = open(url);
    done(store.write(session -> session.update("CREATE TABLE t (k TEXT PRIMARY KEY, v BIGINT)")));
  }

  @AfterEach
  void close() {
    done(store.close());
    done(vertx.close());
  }

  private Store open(String url) {
    return Store.open(vertx, url, Clock.systemUTC());
  }

  private static <T> T done(Future<T> future) {
    return TestStore.done(future);
  }

  private Future<Integer> insert(String key) {
    return store.write(key, session -> session.update(INSERT, key), rows -> {});
  }

  private List<String> keys() {
    return done(store.read(s -> s.query("SELECT k FROM t ORDER BY k", row -> row.getString(1))));
  }

  @Test
  @DisplayName("Changes of single rows that wait share a commit, in the order of their rows")
  void groupCommit() {
    Stall stall = new Stall(store);
    List<String> order = new ArrayList<>();
    List<Future<Long>> writes = new ArrayList<>();
    for (String key : List.of("c", "a", "d", "b")) {
      writes.add(
          store.write(
              key,
              session -> {
                order.add(key);
                return session
                    .first("SELECT pg_current_xact_id()::text::bigint", row -> row.getLong(1))
                    .orElseThrow();
              },
              rows -> {}));
    }
    stall.end();
    done(Future.all(writes));
    assertThat(order).containsExactly("a", "b", "c", "d");
    assertThat(writes.stream().map(Future::result).distinct()).hasSize(1);
  }

  @Test
  @DisplayName("A change that fails harms no other change of its batch")
  void badChangeAlone() {
    Stall stall = new Stall(store);
    List<Future<Integer>> good = List.of(insert("a"), insert("c"));
    Future<Integer> bad = insert("b\0");
    stall.end();
    assertThatThrownBy(() -> done(bad)).isInstanceOf(SQLException.class);
    good.forEach(PostgresStoreTest::done);
    assertThat(keys()).containsExactly("a", "c");
  }

  @Test
  @DisplayName("A change of many rows has a transaction of its own, undone as a whole")
  void ownTransaction() {
    Future<Integer> half =
        store.write(
            session -> {
              session.update(INSERT, "half");
              throw new IllegalStateException("a bug");
            });
    assertThatThrownBy(() -> done(half)).hasMessage("a bug");
    done(store.write(session -> session.update(INSERT, "whole")));
    assertThat(keys()).containsExactly("whole");
  }

  @Test
  @DisplayName("Two changes that wait for each other are both done: one is tried again")
  void deadlock() {
    done(insert("a"));
    done(insert("b"));
    List<Future<Integer>> both = new ArrayList<>();
    AtomicInteger holding = new AtomicInteger();
    for (List<String> order : List.of(List.of("a", "b"), List.of("b", "a"))) {
      both.add(
          store.write(
              session -> {
                session.update("UPDATE t SET v = v + 1 WHERE k = ?", order.get(0));
                holding.incrementAndGet();
                await().until(() -> holding.get() >= 2);
                return session.update("UPDATE t SET v = v + 1 WHERE k = ?", order.get(1));
              }));
    }
    both.forEach(PostgresStoreTest::done);
    long sum =
        done(store.read(s -> s.first("SELECT SUM(v) FROM t", row -> row.getLong(1)))).orElseThrow();
    assertThat(sum).isEqualTo(2 + 2 * 2);
  }

  @Test
  @DisplayName("A change that waits too long for a row is tried again")
  void lockedLong() throws Exception {
    done(insert("a"));
    AtomicInteger tries = new AtomicInteger();
    try (Connection other = DriverManager.getConnection(url);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE t SET v = 5 WHERE k = 'a'");
      Future<Integer> waits =
          store.write(
              session -> {
                tries.incrementAndGet();
                return session.update("UPDATE t SET v = v + 1 WHERE k = 'a'");
              });
      await().until(() -> tries.get() == 2);
      other.commit();
      assertThat(done(waits)).isEqualTo(1);
    }
    assertThat(tries).hasValue(2);
  }

  @Test
  @DisplayName("A reading connection cannot write")
  void readersOnlyRead() {
    assertThatThrownBy(() -> done(store.read(session -> session.update(INSERT, "a"))))
        .hasMessageContaining("read-only");
  }

  @Test
  @DisplayName("The clock is that of the database, in milliseconds")
  void clock() {
    long before = System.currentTimeMillis();
    long now = done(store.write(Session::now));
    long after = System.currentTimeMillis();
    // Late by the way to the server and back, never early.
    assertThat(now).isBetween(before - 1, after + (after - before) + 1);
  }

  @Test
  @DisplayName("Ids of jobs come from a sequence")
  void ids() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ids.add(
          done(
              store.write(
                  session ->
                      session
                          .first("SELECT " + session.nextId("jobs"), row -> row.getLong(1))
                          .orElseThrow())));
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("Nodes that start together on an empty database make its tables once")
  void startTogether() throws Exception {
    String empty = Postgres.shared().newDatabase();
    List<Store> nodes = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(new Thread(() -> nodes.add(open(empty))));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(60));
    }
    assertThat(nodes).hasSize(4);
    for (Store node : nodes) {
      List<Integer> jobs = done(node.read(s -> s.query("SELECT * FROM jobs", row -> 1)));
      assertThat(jobs).isEmpty();
      done(node.close());
    }
  }

  @Test
  @DisplayName("Of many changes over a long way the first does not wait for the last")
  void longWay() throws Exception {
    try (Distance distance = Distance.to(url, 4)) {
      Store far = open(distance.url(url));
      Stall stall = new Stall(far);
      List<Future<Integer>> changes = new ArrayList<>();
      AtomicLong first = new AtomicLong();
      for (int i = 0; i < 250; i++) {
        changes.add(
            far.write("row " + i, session -> session.query("SELECT 1", row -> 1).size(), one -> {})
                .onSuccess(one -> first.compareAndSet(0, System.nanoTime())));
      }
      stall.end();
      done(Future.all(changes));
      assertThat(System.nanoTime() - first.get()).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(500));
      done(far.close());
    }
  }

  /** A backup reads a table that a newer version is to change. */
  private Connection backup() throws SQLException {
    done(
        store.write(
            session -> {
              session.update("ALTER TABLE runs DROP COLUMN telling_until");
              session.update("ALTER TABLE sweeps DROP COLUMN status");
              session.update("ALTER TABLE removals DROP COLUMN msg_seq");
              session.update("ALTER TABLE jobs DROP COLUMN lost");
              return session.update("UPDATE meta SET value = '5' WHERE name = 'schema'");
            }));
    Connection backup = DriverManager.getConnection(url);
    backup.setAutoCommit(false);
    try (Statement statement = backup.createStatement()) {
      statement.executeQuery("SELECT COUNT(*) FROM runs");
    }
    return backup;
  }

  @Test
  @DisplayName("A newer node waits for the end of a backup, and no node that runs waits with it")
  void migrationBehindBackup() throws Exception {
    CompletableFuture<Void> newer;
    try (Connection backup = backup()) {
      newer = CompletableFuture.runAsync(() -> done(open(url).close()));
      for (int i = 0; i < 2; i++) {
        await()
            .until(
                () ->
                    !done(store.read(
                            s ->
                                s.query(
                                    "SELECT 1 FROM pg_locks WHERE NOT granted"
                                        + " AND mode = 'AccessExclusiveLock'"
                                        + " AND database = (SELECT oid FROM pg_database"
                                        + " WHERE datname = current_database())",
                                    row -> true)))
                        .isEmpty());
        AtomicInteger tries = new AtomicInteger();
        done(
            store.write(
                session -> {
                  tries.incrementAndGet();
                  return session.update("UPDATE runs SET note = ''");
                }));
        // Once as a rule; a machine that stands still may cost a second try.
        assertThat(tries).hasValueLessThan(3);
      }
      assertThat(newer).isNotDone();
      backup.commit();
      newer.get(60, TimeUnit.SECONDS);
    }
    List<Integer> changed =
        done(store.read(s -> s.query("SELECT telling_until FROM runs", row -> 1)));
    assertThat(changed).isEmpty();
  }

  @Test
  @DisplayName("A newer node that has waited long enough says what holds it up")
  void migrationGivesUp() throws Exception {
    try (Connection backup = backup();
        Connection newer = DriverManager.getConnection(url)) {
      assertThatThrownBy(() -> PostgresSchema.bringUpToDate(newer, Duration.ZERO))
          .isInstanceOf(StoreException.class)
          .hasMessageContainingAll("another transaction holds them", "backup");
      assertThat(backup.isClosed()).isFalse();
    }
  }

  @Test
  @DisplayName("A node that freezes inside a transaction keeps others waiting for 2 s at most")
  void frozen() throws Exception {
    done(insert("a"));
    Future<Integer> frozen =
        store.write(
            session -> {
              session.update("UPDATE t SET v = 2 WHERE k = 'a'");
              long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
              await().until(() -> System.nanoTime() - until > 0);
              return session.update("UPDATE t SET v = 3 WHERE k = 'a'");
            });
    await()
        .until(
            () ->
                done(
                        store
                            .write(
                                "a",
                                session -> session.update("UPDATE t SET v = 4 WHERE k = 'a'"),
                                rows -> {})
                            .otherwise(0))
                    == 1);
    assertThat(frozen.isComplete() && frozen.succeeded()).isFalse();
  }

  @Test
  @DisplayName("Connections that the server has ended are replaced, and nobody notices")
  void healsConnections() {
    done(insert("a"));
    Postgres.shared()
        .execute(
            "postgres",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + url.replaceAll(".*/(.*)\\?.*", "$1")
                + "'");
    done(store.write(session -> session.update(INSERT, "b")));
    done(insert("c"));
    assertThat(keys()).containsExactly("a", "b", "c");
  }

  @Test
  @DisplayName("A server that forgets commits is refused")
  void synchronousCommit() throws Exception {
    String careless = Postgres.shared().newDatabase();
    try (Connection connection = DriverManager.getConnection(careless);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER DATABASE " + connection.getCatalog() + " SET synchronous_commit = off");
    }
    assertThatThrownBy(() -> open(careless))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("synchronous_commit is off");
  }

  @Test
  @DisplayName("What is wrong is said in words, and nothing of user or password")
  void words() {
    String base = url.replaceAll("/d\\d+\\?.*", "");
    assertThatThrownBy(() -> open(base + "/nobody_made_it?user=postgres&password=hush"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("does not exist")
        .hasMessageNotContainingAny("hush", "user=");
    assertThatThrownBy(() -> open("jdbc:postgresql://me:hush@127.0.0.1:1/d"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("cannot be reached")
        .hasMessageNotContainingAny("hush", "me:");
    assertThatThrownBy(() -> open(base.replace("//", "//intruder@") + "/postgres"))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("refused the user")
        .hasMessageNotContaining("intruder");
  }
}
