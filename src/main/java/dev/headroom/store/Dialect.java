package dev.headroom.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;

/** All in which one database differs from another once it is open. */
interface Dialect {

  /** The database's clock, milliseconds since 1970. */
  long now(Connection connection) throws SQLException;

  /** Whether asking for the time is a way to another machine. */
  default boolean isFar() {
    return false;
  }

  /** See {@link Session#lockRows()}. */
  default String lockRows() {
    return "";
  }

  /** See {@link Session#lockRow()}. */
  default String lockRow() {
    return "";
  }

  /** See {@link Session#nextId(String, int)}. */
  default String nextId(String table, int place) {
    return "(SELECT COALESCE(MAX(id), 0) + " + place + " FROM " + table + ")";
  }

  /** See {@link Session#lock(String)}. */
  default void lock(Connection connection, String name) throws SQLException {}

  /** See {@link Session#noticeMillis()}. */
  default long noticeMillis() {
    return 0;
  }

  /** SQLite runs inside the process: its clock is ours, and nobody else writes. */
  static Dialect sqlite(Clock clock) {
    return connection -> clock.millis();
  }

  /** PostgreSQL has a clock of its own, and other nodes that write. */
  static Dialect postgres() {
    return new Postgres();
  }

  /** PostgreSQL. */
  class Postgres implements Dialect {

    private static final Duration NOTICE = Duration.ofSeconds(2);

    @Override
    public long now(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet result =
              statement.executeQuery(
                  "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")) {
        result.next();
        return result.getLong(1);
      }
    }

    @Override
    public boolean isFar() {
      return true;
    }

    @Override
    public String lockRows() {
      return " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public String lockRow() {
      return " FOR UPDATE";
    }

    @Override
    public String nextId(String table, int place) {
      return "nextval('" + PostgresSchema.ids(table) + "')";
    }

    @Override
    public void lock(Connection connection, String name) throws SQLException {
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")) {
        statement.setString(1, "headroom " + name);
        statement.execute();
      }
    }

    @Override
    public long noticeMillis() {
      return NOTICE.toMillis();
    }
  }
}
