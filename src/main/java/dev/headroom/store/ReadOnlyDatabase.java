package dev.headroom.store;

import dev.headroom.config.PostgresUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * A look into a database that perhaps belongs to a running service: nothing is locked, created or
 * written. Blocks; for one thread, and not for an event loop.
 */
public final class ReadOnlyDatabase implements AutoCloseable {

  private static final String BUSY_MILLIS = "5000";
  private static final String CONNECT_SECONDS = "5";
  private static final String ANSWER_SECONDS = "60";

  private final JdbcSession session;

  private ReadOnlyDatabase(JdbcSession session) {
    this.session = session;
  }

  /**
   * Opens it.
   *
   * @param url {@code jdbc:sqlite:PATH} or {@code jdbc:postgresql://…}
   * @throws StoreException with cause and remedy, without user and password; also when a newer
   *     Headroom has written it
   */
  public static ReadOnlyDatabase open(String url) {
    try {
      Connection connection = url.startsWith(SqliteDriver.URL) ? sqlite(url) : postgres(url);
      if (connection == null) {
        throw new StoreException(
            "jobs.url names no database that is known",
            "write jdbc:sqlite:PATH or jdbc:postgresql://HOST/DATABASE",
            null);
      }
      return opened(connection);
    } catch (SQLException e) {
      throw failed(url, e);
    }
  }

  /**
   * Refuses a database that a newer Headroom has written. Leaves nothing behind, not even the files
   * that SQLite lays beside an open database; one that does not exist yet is fine.
   *
   * @return why nothing can be said about it, without user and password; empty as a rule
   * @throws StoreException when it is newer
   */
  public static Optional<StoreException> refuseNewer(String url) {
    Connection connection;
    try {
      connection = url.startsWith(SqliteDriver.URL) ? sqliteUntouched(url) : postgres(url);
    } catch (SQLException e) {
      return Optional.of(failed(url, e));
    } catch (StoreException e) {
      return Optional.of(e);
    }
    try {
      if (connection != null) {
        opened(connection).close();
      }
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(failed(url, e));
    }
  }

  private static ReadOnlyDatabase opened(Connection connection) throws SQLException {
    // Its clock is not asked for.
    JdbcSession session = new JdbcSession(connection, Dialect.sqlite(Clock.systemUTC()));
    try {
      if (hasNotes(connection)) {
        Migration.refuseNewer(Migration.version(session));
      }
      return new ReadOnlyDatabase(session);
    } catch (SQLException | StoreException e) {
      session.close();
      throw e;
    }
  }

  /** An empty database is an old one. */
  private static boolean hasNotes(Connection connection) throws SQLException {
    DatabaseMetaData tables = connection.getMetaData();
    try (ResultSet notes = tables.getTables(null, connection.getSchema(), "meta", null)) {
      return notes.next();
    }
  }

  private static StoreException failed(String url, SQLException e) {
    if (url.startsWith(SqliteDriver.URL)) {
      return new StoreException(
          "the database of jobs.url cannot be read (" + e.getMessage() + ")",
          "let this user read the file and write into its folder",
          e);
    }
    // The driver's message may name the user.
    return new StoreException(
        "the database of jobs.url cannot be read (SQLSTATE " + e.getSQLState() + ")",
        "check host, user and password in jobs.url, and whether the server can be reached from here",
        null);
  }

  private static Connection sqlite(String url) throws SQLException {
    Path file = Path.of(url.substring(SqliteDriver.URL.length()));
    if (!Files.isRegularFile(file)) {
      throw new StoreException(
          "there is no database " + file.toAbsolutePath(),
          "run it in the folder of the service, or name its configuration with --config",
          null);
    }
    SqliteDriver.load();
    return config().createConnection(url);
  }

  /**
   * Null when there is none. What reads a database with a log of its own makes files beside it,
   * unless they are there, or it takes the database for one that nobody changes.
   */
  private static Connection sqliteUntouched(String url) throws SQLException {
    Path file = Path.of(url.substring(SqliteDriver.URL.length())).toAbsolutePath();
    if (file.toFile().length() == 0) {
      return null;
    }
    SqliteDriver.load();
    return Files.exists(file.resolveSibling(file.getFileName() + "-shm"))
        ? sqlite(url)
        : config()
            .createConnection(
                SqliteDriver.URL + "file:" + file.toUri().getRawPath() + "?immutable=1");
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setOpenMode(SQLiteOpenMode.READONLY);
    config.setPragma(SQLiteConfig.Pragma.BUSY_TIMEOUT, BUSY_MILLIS);
    return config;
  }

  /** Null when the URL has another form. */
  private static Connection postgres(String url) throws SQLException {
    PostgresUrl at = PostgresUrl.parse(url).orElse(null);
    if (at == null) {
      return null;
    }
    Properties properties = new Properties();
    if (at.user() != null) {
      properties.setProperty("user", at.user());
    }
    if (at.password() != null) {
      properties.setProperty("password", at.password());
    }
    properties.setProperty("ApplicationName", "headroom report");
    properties.setProperty("connectTimeout", CONNECT_SECONDS);
    properties.setProperty("socketTimeout", ANSWER_SECONDS);
    properties.setProperty("readOnly", "true");
    return new Driver().connect(at.forDriver(), properties);
  }

  /** Reads in a short transaction of its own. */
  public <T> T read(Change<T> query) throws SQLException {
    session.begin();
    try {
      return query.apply(session);
    } finally {
      session.rollback();
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
