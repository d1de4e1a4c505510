package dev.headroom.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server: one for all tests of this process, a database for each of them. */
public final class Postgres implements AutoCloseable {

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static Postgres shared;

  private final EmbeddedPostgres server;

  private Postgres(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Starts a server of one's own. */
  public static Postgres start() {
    try {
      return new Postgres(
          EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server of all tests, which ends with this process. */
  public static synchronized Postgres shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** The URL of an empty database. */
  public String newDatabase() {
    String name = "d" + NUMBERS.incrementAndGet();
    execute("postgres", "CREATE DATABASE " + name);
    return url(name);
  }

  public int port() {
    return server.getPort();
  }

  /** Carries out a statement as the owner of the server. */
  public void execute(String database, String sql) {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  private String url(String name) {
    return "jdbc:postgresql://localhost:" + server.getPort() + "/" + name + "?user=postgres";
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
