package dev.headroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Brings the tables up to date, one node after the other. */
final class PostgresSchema {

  private static final List<String> TABLES_WITH_IDS = List.of("jobs");

  private PostgresSchema() {}

  /** The sequence of a table's ids. */
  static String ids(String table) {
    return table + "_ids";
  }

  /**
   * Carries out what is missing. Nodes that start at the same time wait for the first of them.
   *
   * @param connection without a short time-out: a new index may take its time
   * @throws StoreException when the server must not be used as it is set up, or a newer Headroom
   *     has written the database
   */
  static void bringUpToDate(Connection connection) throws SQLException {
    JdbcSession session = new JdbcSession(connection, Dialect.postgres());
    checkSettings(session);
    session.query("SELECT pg_advisory_lock(hashtextextended('headroom schema', 0))", row -> true);
    new Migration(session).run();
    for (String table : TABLES_WITH_IDS) {
      session.update("CREATE SEQUENCE IF NOT EXISTS " + ids(table));
    }
    // The end of the connection ends the lock.
  }

  private static void checkSettings(JdbcSession session) throws SQLException {
    if ("off".equals(setting(session, "synchronous_commit"))) {
      throw new StoreException(
          "the database loses commits when its machine fails: synchronous_commit is off",
          "set it to on for the server, the database or the user of jobs.url",
          null);
    }
    if (!"UTF8".equals(setting(session, "server_encoding"))) {
      throw new StoreException(
          "the database is not encoded in UTF8",
          "create another one: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0",
          null);
    }
  }

  private static String setting(JdbcSession session, String name) throws SQLException {
    return session.first("SHOW " + name, row -> row.getString(1)).orElse("");
  }
}
