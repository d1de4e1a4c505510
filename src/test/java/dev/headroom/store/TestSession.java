package dev.headroom.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** A connection to a database of one's own, with a clock that the test drives. */
public final class TestSession implements Session, AutoCloseable {

  private final JdbcSession session;
  private long now = 1_800_000_000_000L;

  public TestSession(Database database) throws SQLException {
    session = new JdbcSession(connection(database), dialect(database));
    new Migration(session).run();
  }

  private static Connection connection(Database database) throws SQLException {
    return DriverManager.getConnection(
        database == Database.SQLITE ? "jdbc:sqlite::memory:" : database.url(Path.of("")));
  }

  private Dialect dialect(Database database) {
    return database == Database.SQLITE
        ? connection -> now
        : new Dialect.Postgres() {
          @Override
          public long now(Connection connection) {
            return now;
          }

          @Override
          public boolean isFar() {
            return false;
          }
        };
  }

  public void pass(long millis) {
    now += millis;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public String lockRows() {
    return session.lockRows();
  }

  @Override
  public String lockRow() {
    return session.lockRow();
  }

  @Override
  public void lock(String name) throws SQLException {
    session.lock(name);
  }

  @Override
  public int update(String sql, Object... parameters) throws SQLException {
    return session.update(sql, parameters);
  }

  @Override
  public <T> List<T> query(String sql, Row<T> row, Object... parameters) throws SQLException {
    return session.query(sql, row, parameters);
  }

  @Override
  public void close() {
    session.close();
  }
}
