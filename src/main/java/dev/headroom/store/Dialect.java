package dev.headroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;

/** All in which one database differs from another once it is open. */
interface Dialect {

  /** The database's clock, milliseconds since 1970. */
  long now(Connection connection) throws SQLException;

  /** See {@link Session#lockRows()}. */
  String lockRows();

  /** SQLite runs inside the process: its clock is ours, and nobody else writes. */
  static Dialect sqlite(Clock clock) {
    return new Dialect() {
      @Override
      public long now(Connection connection) {
        return clock.millis();
      }

      @Override
      public String lockRows() {
        return "";
      }
    };
  }
}
