package dev.headroom.cluster;

import dev.headroom.store.Change;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The tables of the nodes in memory, and a way to them that is as slow as the test likes. */
public final class SharedMemory implements Session, AutoCloseable {

  private final Connection connection;
  private final LongSupplier clock;

  /** Runs something later. */
  interface Later {
    void run(Runnable step);
  }

  public SharedMemory(LongSupplier clock) throws SQLException {
    this.clock = clock;
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    try (Statement statement = connection.createStatement()) {
      for (String name : List.of("/db/005-nodes.sql", "/db/007-sweep-status.sql")) {
        try (InputStream file = SharedMemory.class.getResourceAsStream(name)) {
          statement.executeUpdate(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A way to the tables: each change, and then its result, takes its time. */
  Store by(Later later) {
    return new Store() {
      @Override
      public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
        Promise<T> promise = Promise.promise();
        later.run(
            () -> {
              T result = read(change).result();
              committed.accept(result);
              later.run(() -> promise.complete(result));
            });
        return promise.future();
      }

      @Override
      public <T> Future<T> read(Change<T> query) {
        try {
          return Future.succeededFuture(query.apply(SharedMemory.this));
        } catch (SQLException e) {
          throw new AssertionError(e);
        }
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }

  @Override
  public long now() {
    return clock.getAsLong();
  }

  @Override
  public int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = bound(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  @Override
  public <T> List<T> query(String sql, Row<T> row, Object... parameters) throws SQLException {
    try (PreparedStatement statement = bound(sql, parameters);
        ResultSet result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row.read(result));
      }
      return rows;
    }
  }

  private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
