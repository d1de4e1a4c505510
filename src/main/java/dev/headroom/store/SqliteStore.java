package dev.headroom.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The store in a file of this process: one thread writes, two read, one moves the log into the file
 * now and then. May be called from any thread.
 */
public final class SqliteStore implements Store {

  private final Handover handover;
  private final SqliteFile file;
  private final Committer committer;
  private final Readers readers;
  private final Checkpoints checkpoints;

  private SqliteStore(
      Vertx vertx, SqliteFile file, Committer committer, Readers readers, Checkpoints checkpoints) {
    this.handover = new Handover(vertx);
    this.file = file;
    this.committer = committer;
    this.readers = readers;
    this.checkpoints = checkpoints;
  }

  /**
   * Opens the file, creating what is missing, and brings its schema up to date. Blocks: not for an
   * event loop.
   *
   * @param url {@code jdbc:sqlite:PATH}
   * @param clock the clock of this database
   * @throws StoreException with cause and remedy when the file cannot be used; it is then untouched
   */
  public static SqliteStore open(Vertx vertx, String url, Clock clock) {
    Objects.requireNonNull(vertx, "vertx");
    SqliteFile file = SqliteFile.take(url);
    try {
      return open(vertx, file, Dialect.sqlite(clock));
    } catch (StoreException e) {
      file.close();
      throw e;
    } catch (SQLException e) {
      file.close();
      throw new StoreException(
          "the database " + file + " cannot be opened (" + e.getMessage() + ")",
          "check the rights and the space of its folder",
          e);
    }
  }

  private static SqliteStore open(Vertx vertx, SqliteFile file, Dialect dialect)
      throws SQLException {
    JdbcSession writer = new JdbcSession(file.writing(), dialect);
    try {
      new Migration(writer).run();
    } catch (SQLException | RuntimeException e) {
      writer.close();
      throw e;
    }
    Committer committer = new Committer(writer, () -> new JdbcSession(file.writing(), dialect));
    Readers readers =
        new Readers(
            List.of(
                new JdbcSession(file.reading(), dialect), new JdbcSession(file.reading(), dialect)),
            () -> new JdbcSession(file.reading(), dialect));
    Checkpoints checkpoints = new Checkpoints(file.checkpointing());
    committer.start();
    checkpoints.start();
    return new SqliteStore(vertx, file, committer, readers, checkpoints);
  }

  @Override
  public <T> Future<T> write(Change<T> change, Consumer<T> committed) {
    return handover.hand("", change, committed, committer::offer);
  }

  @Override
  public <T> Future<T> read(Change<T> query) {
    return handover.hand("", query, result -> {}, readers::offer);
  }

  @Override
  public Future<Void> close() {
    return handover.close(
        () -> {
          committer.end();
          readers.end();
          checkpoints.end();
          file.close();
        });
  }
}
