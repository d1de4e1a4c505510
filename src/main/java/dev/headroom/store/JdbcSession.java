package dev.headroom.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection with its prepared statements. Belongs to one thread at a time. */
final class JdbcSession implements Session, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(JdbcSession.class);
  private static final int STATEMENTS = 256;

  private final Connection connection;
  private final Dialect dialect;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

  /** The database's clock less our monotonic one; asked once a transaction when it is far. */
  private long nowLessOurs;

  private boolean nowIsKnown;

  JdbcSession(Connection connection, Dialect dialect) {
    this.connection = connection;
    this.dialect = dialect;
  }

  @Override
  public long now() throws SQLException {
    if (!dialect.isFar()) {
      return dialect.now(connection);
    }
    if (!nowIsKnown) {
      // Read before the question: late rather than early, so no lease looks longer than it is.
      long asked = monotonicMillis();
      nowLessOurs = dialect.now(connection) - asked;
      nowIsKnown = true;
    }
    return nowLessOurs + monotonicMillis();
  }

  private static long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public String lockRows() {
    return dialect.lockRows();
  }

  @Override
  public String lockRow() {
    return dialect.lockRow();
  }

  @Override
  public String nextId(String table, int place) {
    return dialect.nextId(table, place);
  }

  @Override
  public void lock(String name) throws SQLException {
    dialect.lock(connection, name);
  }

  @Override
  public long noticeMillis() {
    return dialect.noticeMillis();
  }

  @Override
  public int update(String sql, Object... parameters) throws SQLException {
    return bound(sql, parameters).executeUpdate();
  }

  @Override
  public <T> List<T> query(String sql, Row<T> row, Object... parameters) throws SQLException {
    List<T> rows = new ArrayList<>();
    try (ResultSet result = bound(sql, parameters).executeQuery()) {
      while (result.next()) {
        rows.add(row.read(result));
      }
    }
    return rows;
  }

  void begin() throws SQLException {
    nowIsKnown = false;
    connection.setAutoCommit(false);
  }

  /** JDBC commits when auto-commit is switched on; commit() itself would begin the next one. */
  void commit() throws SQLException {
    connection.setAutoCommit(true);
  }

  void rollback() throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  /** A point to come back to. */
  Savepoint mark() throws SQLException {
    return connection.setSavepoint();
  }

  /** Undoes all since the mark. Fails when the database has given up the whole transaction. */
  void backTo(Savepoint mark) throws SQLException {
    connection.rollback(mark);
  }

  void release(Savepoint mark) throws SQLException {
    connection.releaseSavepoint(mark);
  }

  @Override
  public void close() {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
    } catch (SQLException e) {
      LOG.debug("A statement could not be closed: {}", e.toString());
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("A database connection could not be closed: {}", e.toString());
    }
  }

  private PreparedStatement bound(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
      forgetOldest();
    }
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  private void forgetOldest() throws SQLException {
    if (statements.size() > STATEMENTS) {
      var oldest = statements.values().iterator();
      PreparedStatement statement = oldest.next();
      oldest.remove();
      statement.close();
    }
  }
}
