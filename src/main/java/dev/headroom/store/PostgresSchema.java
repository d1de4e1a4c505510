package dev.headroom.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tables up to date, one node after the other. */
final class PostgresSchema {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSchema.class);
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
   * @param patience how long to wait for tables that somebody else holds
   * @throws StoreException when the server must not be used as it is set up, a newer Headroom has
   *     written the database, or somebody holds its tables for too long
   */
  static void bringUpToDate(Connection connection, Duration patience) throws SQLException {
    JdbcSession session = new JdbcSession(connection, Dialect.postgres());
    checkSettings(session);
    session.query("SELECT pg_advisory_lock(hashtextextended('headroom schema', 0))", row -> true);
    // All nodes that run already wait behind whoever waits for a whole table.
    session.update("SET lock_timeout = 1000");
    long last = System.nanoTime() + patience.toNanos();
    boolean told = false;
    while (!migrated(session)) {
      if (System.nanoTime() - last > 0) {
        throw new StoreException(
            "the tables of the database cannot be brought up to date: another transaction holds them",
            "wait for its end, e.g. of a backup, or end it (see pg_stat_activity), and start again",
            null);
      }
      if (!told) {
        LOG.warn("Another transaction, a backup perhaps, holds the tables: the start waits for it");
        told = true;
      }
      session.query("SELECT pg_sleep(1)", row -> true);
    }
    for (String table : TABLES_WITH_IDS) {
      session.update("CREATE SEQUENCE IF NOT EXISTS " + ids(table));
    }
    // The end of the connection ends the lock.
  }

  /** False if a table is in use; what was carried out before stays. */
  private static boolean migrated(JdbcSession session) throws SQLException {
    try {
      new Migration(session).run();
      return true;
    } catch (SQLException e) {
      if (PostgresFailures.isLocked(e)) {
        return false;
      }
      throw e;
    }
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
    return session.text("SHOW " + name).orElse("");
  }
}
