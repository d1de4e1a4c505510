package dev.headroom.ledger;

import dev.headroom.store.Session;
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

/** The ledger's tables in memory, with a clock that the test drives. */
final class MemorySession implements Session, AutoCloseable {

  private final Connection connection;
  private long now = 1_800_000_000_000L;

  MemorySession() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(schema("002-ledger.sql"));
      statement.executeUpdate(schema("003-control.sql"));
    }
  }

  private static String schema(String name) {
    try (InputStream file = MemorySession.class.getResourceAsStream("/db/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void pass(long millis) {
    now += millis;
  }

  @Override
  public long now() {
    return now;
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
