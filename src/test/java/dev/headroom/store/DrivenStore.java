package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The committing thread taken apart, in memory: each of its steps is taken by the test, so that
 * anything can happen in between. Futures complete on the thread that takes the step.
 */
public final class DrivenStore implements Store {

  private final boolean shared;
  private final JdbcSession session;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final Deque<Runnable> toTell = new ArrayDeque<>();
  private final Deque<Runnable> toComplete = new ArrayDeque<>();

  public DrivenStore(Clock clock) throws SQLException {
    this(false, open(Dialect.sqlite(clock)));
  }

  private DrivenStore(boolean shared, JdbcSession session) {
    this.shared = shared;
    this.session = session;
  }

  /** The stores of two nodes that share a database. */
  public static List<DrivenStore> two(Clock clock) throws SQLException {
    Dialect dialect =
        new Dialect() {
          @Override
          public long now(Connection connection) {
            return clock.millis();
          }

          @Override
          public long noticeMillis() {
            return Dialect.postgres().noticeMillis();
          }
        };
    JdbcSession session = open(dialect);
    return List.of(new DrivenStore(true, session), new DrivenStore(true, session));
  }

  private static JdbcSession open(Dialect dialect) throws SQLException {
    JdbcSession session =
        new JdbcSession(DriverManager.getConnection("jdbc:sqlite::memory:"), dialect);
    new Migration(session).run();
    return session;
  }

  @Override
  public boolean isShared() {
    return shared;
  }

  @Override
  public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
    Promise<T> promise = Promise.promise();
    waiting.add(
        () -> {
          T result = apply(change);
          toTell.add(
              () -> {
                committed.accept(result);
                toComplete.add(() -> promise.complete(result));
              });
        });
    return promise.future();
  }

  @Override
  public <T> Future<T> read(Change<T> query) {
    return Future.succeededFuture(apply(query));
  }

  @Override
  public Future<Void> close() {
    session.close();
    return Future.succeededFuture();
  }

  /** Commits what waits, once the commit before has been followed in memory. */
  public void commit() {
    if (toTell.isEmpty()) {
      drain(waiting);
    }
  }

  /** Lets memory follow one change of the last commit. */
  public void tellOne() {
    if (!toTell.isEmpty()) {
      toTell.remove().run();
    }
  }

  /** Completes the oldest future that is not, once memory has followed the whole commit. */
  public void completeOne() {
    if (toTell.isEmpty() && !toComplete.isEmpty()) {
      toComplete.remove().run();
    }
  }

  /** All steps until nothing is left. */
  public void settle() {
    while (!waiting.isEmpty() || !toTell.isEmpty() || !toComplete.isEmpty()) {
      commit();
      drain(toTell);
      drain(toComplete);
    }
  }

  private static void drain(Deque<Runnable> steps) {
    for (int left = steps.size(); left > 0; left--) {
      steps.remove().run();
    }
  }

  private <T> T apply(Change<T> change) {
    try {
      return change.apply(session);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
