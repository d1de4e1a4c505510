package dev.headroom.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL server: one for all tests of this process, a database for each of them. */
public final class Postgres implements AutoCloseable {

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static Postgres shared;

  private EmbeddedPostgres server;
  private Path folder;
  private int port;

  private Postgres(EmbeddedPostgres server) {
    this.server = server;
  }

  private static Postgres start() {
    try {
      return new Postgres(builder().start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts a server of one's own, which can be stopped and started again. */
  public static Postgres start(Path folder) throws IOException {
    Postgres postgres =
        new Postgres(builder().setDataDirectory(folder).setCleanDataDirectory(false).start());
    postgres.folder = folder;
    return postgres;
  }

  /** Stops the server; its databases stay. */
  public void stop() throws IOException {
    port = server.getPort();
    server.close();
  }

  /** Starts it where it was. */
  public void startAgain() throws IOException {
    server = builder().setDataDirectory(folder).setCleanDataDirectory(false).setPort(port).start();
  }

  /** What it sets by itself loses commits. */
  private static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setServerConfig("synchronous_commit", "on")
        .setPGStartupWait(Duration.ofMinutes(1));
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
