package dev.headroom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(vertx, url(), Clock.systemUTC());
    done(store.write(session -> session.update("CREATE TABLE t (k TEXT PRIMARY KEY, v BIGINT)")));
  }

  @AfterEach
  void close() {
    done(store.close());
    done(vertx.close());
  }

  @Test
  @DisplayName("Changes that wait while one commits share the next commit")
  void groupCommit() {
    Stall stall = new Stall(store);
    // What the readers see is what is committed: with every change its own commit it would grow.
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    List<Future<Integer>> writes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      String key = "k" + i;
      writes.add(
          store.write(
              s -> {
                seen.add(rows());
                return s.update("INSERT INTO t VALUES (?, 1)", key);
              }));
    }
    stall.end();
    done(Future.all(writes));
    assertThat(seen).containsExactly(0);
    assertThat(rows()).isEqualTo(1_000);
  }

  @Test
  @DisplayName("A change that throws harms no other change of its batch")
  void badChangeAlone() {
    Stall stall = new Stall(store);
    Future<Integer> before = store.write(s -> s.update("INSERT INTO t VALUES ('a', 1)"));
    Future<Integer> same =
        store.write(
            s -> {
              s.update("INSERT INTO t VALUES ('half', 1)");
              return s.update("INSERT INTO t VALUES ('a', 2)");
            });
    Future<Integer> bug =
        store.write(
            s -> {
              s.update("INSERT INTO t VALUES ('bug', 1)");
              throw new IllegalStateException("a bug");
            });
    Future<Integer> after = store.write(s -> s.update("INSERT INTO t VALUES ('b', 1)"));
    stall.end();

    assertThat(done(before)).isEqualTo(1);
    assertThat(done(after)).isEqualTo(1);
    assertThatThrownBy(() -> done(same))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("UNIQUE");
    assertThatThrownBy(() -> done(bug)).hasMessageContaining("a bug");
    List<String> keys =
        done(store.read(s -> s.query("SELECT k FROM t ORDER BY k", r -> r.getString(1))));
    assertThat(keys).containsExactly("a", "b");
  }

  @Test
  @DisplayName("Memory follows the commits in their order, before any future completes")
  void committedInOrder() {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    Stall stall = new Stall(store);
    List<Future<?>> writes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      writes.add(
          store
              .write(
                  s -> s.update("INSERT INTO t VALUES (?, 1)", "k" + number),
                  rows -> events.add("c" + number))
              .onSuccess(rows -> events.add("f" + number)));
    }
    stall.end();
    done(Future.all(writes));
    List<String> expected = new ArrayList<>();
    for (String kind : List.of("c", "f")) {
      for (int i = 0; i < 100; i++) {
        expected.add(kind + i);
      }
    }
    assertThat(events.subList(0, 100)).isEqualTo(expected.subList(0, 100));
    assertThat(events).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  @DisplayName("A future completes on the context of the caller")
  void callersContext() {
    Context context = vertx.getOrCreateContext();
    Future<Boolean> same =
        Future.future(
            promise ->
                context.runOnContext(
                    go ->
                        store
                            .write(s -> 1)
                            .compose(n -> store.read(s -> 2))
                            .onComplete(r -> promise.complete(Vertx.currentContext() == context))));
    assertThat(done(same)).isTrue();
  }

  @Test
  @DisplayName("A full disk fails what does not fit, as the store's failure; the store goes on")
  void fullDisk() {
    assertThatThrownBy(
            () ->
                done(
                    store.write(
                        s -> {
                          pragma(s, "max_page_count = " + (pragma(s, "page_count") + 2));
                          return s.update("INSERT INTO t VALUES (zeroblob(9999999), 1)");
                        })))
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("the store failed: ")
        .hasMessageContaining("FULL");
    insert("INSERT INTO t VALUES ('small', 1)");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  @DisplayName("A commit that fails fails all who took part; the store goes on")
  void commitFails() {
    done(
        store.write(
            s ->
                s.update(
                    "CREATE TABLE child (k TEXT REFERENCES t (k) DEFERRABLE INITIALLY DEFERRED)")));
    Stall stall = new Stall(store);
    List<String> followed = Collections.synchronizedList(new ArrayList<>());
    Future<Integer> good =
        store.write(s -> s.update("INSERT INTO t VALUES ('a', 1)"), n -> followed.add("good"));
    Future<Integer> bad = store.write(s -> s.update("INSERT INTO child VALUES ('nobody')"));
    stall.end();
    assertThatThrownBy(() -> done(bad)).hasMessageContaining("FOREIGN KEY");
    assertThatThrownBy(() -> done(good)).hasMessageContaining("FOREIGN KEY");
    assertThat(followed).isEmpty();
    insert("INSERT INTO t VALUES ('b', 1)");
    assertThat(rows()).isEqualTo(1);
  }

  @Test
  @DisplayName("A reading connection cannot write")
  void readersOnlyRead() {
    assertThatThrownBy(() -> done(store.read(s -> s.update("INSERT INTO t VALUES ('a', 1)"))))
        .hasMessageContaining("readonly");
  }

  @Test
  @DisplayName("Closing finishes what waits; later calls fail and say that the store is closed")
  void closing() {
    Stall stall = new Stall(store);
    List<Future<Integer>> writes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String key = "k" + i;
      writes.add(store.write(s -> s.update("INSERT INTO t VALUES (?, 1)", key)));
    }
    Future<Void> closed = store.close();
    stall.end();
    done(closed);
    assertThat(done(Future.all(writes)).succeeded()).isTrue();
    assertThat(store.close()).isSameAs(closed);
    assertThatThrownBy(() -> done(store.write(s -> 1))).hasMessageContaining("closed");
    assertThatThrownBy(() -> done(store.read(s -> 1))).hasMessageContaining("closed");

    store = SqliteStore.open(vertx, url(), Clock.systemUTC());
    assertThat(rows()).isEqualTo(50);
  }

  private void insert(String sql) {
    int rows = done(store.write(session -> session.update(sql)));
    assertThat(rows).isEqualTo(1);
  }

  private int rows() {
    return done(store.read(SqliteStoreTest::count));
  }

  private String url() {
    return "jdbc:sqlite:" + folder.resolve("data/headroom.db");
  }

  private static long pragma(Session session, String pragma) throws SQLException {
    return session.query("PRAGMA " + pragma, row -> row.getLong(1)).get(0);
  }

  private static int count(Session session) throws SQLException {
    return session.query("SELECT COUNT(*) FROM t", row -> row.getInt(1)).get(0);
  }

  private static <T> T done(Future<T> future) {
    try {
      return future.await(60, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("not done within 60 s", e);
    }
  }
}
