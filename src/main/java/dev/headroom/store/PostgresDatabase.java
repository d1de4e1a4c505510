package dev.headroom.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headroom.config.PostgresUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL database and a pool of connections to it. A connection that is lost is replaced;
 * nobody waits for the server for 2 s, and no transaction of ours that stands still keeps other
 * nodes waiting for longer.
 */
final class PostgresDatabase implements AutoCloseable {

  /** One commits callbacks, the others carry out single transactions and queries. */
  static final int WRITERS = 4;

  static final int READERS = 3;
  static final int CONNECTIONS = 1 + WRITERS + READERS;

  private static final int CONNECT_SECONDS = 1;
  private static final Duration ANSWER = Duration.ofMillis(1_900);

  /**
   * The server's own limits are a little shorter, so that it, and not the line, ends what hangs.
   * Locks are waited for longer than deadlock_timeout (1 s): so the server ends one side of a
   * deadlock, instead of both giving up.
   */
  private static final String LIMITS =
      "SET statement_timeout = 1800; SET lock_timeout = 1400;"
          + " SET idle_in_transaction_session_timeout = 2000";

  /**
   * Only at the start: nodes wait for each other, for new indexes, and for whoever holds a table.
   */
  private static final int START_SECONDS = 300;

  private final HikariDataSource pool;

  private PostgresDatabase(HikariDataSource pool) {
    this.pool = pool;
  }

  /**
   * Reaches the database and brings its tables up to date. Blocks.
   *
   * @throws StoreException with cause and remedy, and without user or password
   */
  static PostgresDatabase open(String text) {
    PostgresUrl url =
        PostgresUrl.parse(text)
            .orElseThrow(
                () ->
                    new StoreException(
                        "jobs.url does not name a PostgreSQL database",
                        "write it as jdbc:postgresql://HOST/DATABASE?user=…&password=…",
                        null));
    try {
      PGSimpleDataSource starting = source(url);
      starting.setSocketTimeout(START_SECONDS);
      try (Connection connection = starting.getConnection()) {
        PostgresSchema.bringUpToDate(connection, Duration.ofSeconds(START_SECONDS));
      }
      return new PostgresDatabase(new HikariDataSource(pool(url)));
    } catch (SQLException e) {
      throw PostgresFailures.inWords(url, e);
    }
  }

  /** For reading and writing; to be closed, which gives it back. */
  Connection writing() throws SQLException {
    return pool.getConnection();
  }

  /** The same, only for reading. */
  Connection reading() throws SQLException {
    Connection connection = pool.getConnection();
    connection.setReadOnly(true);
    return connection;
  }

  @Override
  public void close() {
    pool.close();
  }

  private static HikariConfig pool(PostgresUrl url) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("headroom-postgresql");
    config.setDataSource(source(url));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
    config.setValidationTimeout(Duration.ofMillis(500).toMillis());
    config.setConnectionInitSql(LIMITS);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    // It was reached a moment ago; from now on the pool heals by itself.
    config.setInitializationFailTimeout(-1);
    return config;
  }

  private static PGSimpleDataSource source(PostgresUrl url) {
    PGSimpleDataSource source = new Prompt();
    source.setApplicationName("headroom");
    source.setUrl(url.forDriver());
    if (url.user() != null) {
      source.setUser(url.user());
    }
    if (url.password() != null) {
      source.setPassword(url.password());
    }
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(CONNECT_SECONDS);
    source.setTcpKeepAlive(true);
    return source;
  }

  /** The driver counts in whole seconds. */
  private static final class Prompt extends PGSimpleDataSource {

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      if (getSocketTimeout() == CONNECT_SECONDS) {
        connection.setNetworkTimeout(Runnable::run, (int) ANSWER.toMillis());
      }
      return connection;
    }
  }
}
