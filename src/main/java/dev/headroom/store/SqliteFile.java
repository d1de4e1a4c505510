package dev.headroom.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/**
 * An SQLite file that belongs to this process alone. Whatever is wrong with the file is found
 * before anything is written to it.
 */
final class SqliteFile implements AutoCloseable {

  /** "HDRM": tells our files from those of other programs [sqlite.org/fileformat2.html]. */
  static final int APPLICATION_ID = 0x4844524D;

  private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int APPLICATION_ID_AT = 68;
  private static final int HEADER = 100;
  private static final int BUSY_MILLIS = 2_000;

  /** The writer checkpoints only when the background could not keep up: pages of 4 KiB. */
  private static final int CHECKPOINT_PAGES = 8_000;

  private static final int JOURNAL_BYTES = 64 * 1024 * 1024;

  private final Path path;
  private final FileChannel lock;

  private SqliteFile(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes the file, creating it and its folder where they are missing.
   *
   * @throws StoreException when it is in use, foreign, corrupt, or may not be written
   */
  static SqliteFile take(String url) {
    Path path = path(url);
    createFolder(path.getParent());
    FileChannel lock = lock(path);
    try {
      SqliteFile file = new SqliteFile(path, lock);
      file.unpackNativeLibraryBeside();
      SqliteDriver.load();
      if (file.isNew()) {
        file.create();
      } else {
        file.checkHeader();
        file.checkContent();
      }
      return file;
    } catch (RuntimeException e) {
      close(lock);
      throw e;
    }
  }

  /** A connection for the one thread that writes. */
  Connection writing() throws SQLException {
    SQLiteConfig config = config();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setJournalSizeLimit(JOURNAL_BYTES);
    config.enforceForeignKeys(true);
    Connection connection = config.createConnection(SqliteDriver.URL + path);
    pragma(connection, "wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return connection;
  }

  /** A connection that cannot write. */
  Connection reading() throws SQLException {
    Connection connection = config().createConnection(SqliteDriver.URL + path);
    pragma(connection, "query_only = ON");
    return connection;
  }

  /** A connection for {@link #checkpoint}. */
  Connection checkpointing() throws SQLException {
    SQLiteConfig config = config();
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    return config.createConnection(SqliteDriver.URL + path);
  }

  /** Moves what is in the log into the file, without keeping writer or readers waiting. */
  static void checkpoint(Connection connection) throws SQLException {
    pragma(connection, "wal_checkpoint(PASSIVE)");
  }

  @Override
  public void close() {
    close(lock);
  }

  @Override
  public String toString() {
    return path.toString();
  }

  private static Path path(String url) {
    String name = url.startsWith(SqliteDriver.URL) ? url.substring(SqliteDriver.URL.length()) : "";
    if (name.isEmpty() || name.startsWith(":") || name.startsWith("file:") || name.contains("?")) {
      throw new StoreException(
          "jobs.url does not name an SQLite file",
          "write it as " + SqliteDriver.URL + "PATH, for example jdbc:sqlite:data/headroom.db",
          null);
    }
    return Path.of(name).toAbsolutePath().normalize();
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new StoreException(
          "the folder " + folder + " cannot be created (" + e + ")",
          "create it, or name another file in jobs.url",
          e);
    }
  }

  private static FileChannel lock(Path path) {
    Path file = path.resolveSibling(path.getFileName() + ".lock");
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException(
          "the lock file " + file + " cannot be written (" + e + ")",
          "give this user the right to write into that folder, or name another file in jobs.url",
          e);
    }
    try {
      if (channel.tryLock() == null) {
        throw inUse(path, file, null);
      }
      return channel;
    } catch (OverlappingFileLockException e) {
      close(channel);
      throw inUse(path, file, e);
    } catch (StoreException e) {
      close(channel);
      throw e;
    } catch (IOException e) {
      close(channel);
      throw new StoreException(
          "the lock file " + file + " cannot be locked (" + e + ")",
          "put the database on a file system that knows locks",
          e);
    }
  }

  private static StoreException inUse(Path path, Path lock, Exception cause) {
    return new StoreException(
        "the database " + path + " is in use by another Headroom, which holds " + lock,
        "stop that one, or name another file in jobs.url",
        cause);
  }

  /**
   * The driver unpacks its native library: beside the data we may write, and nothing is left to the
   * tidiness of the temporary folder. What a killed process left there goes.
   */
  private void unpackNativeLibraryBeside() {
    if (System.getProperty(SqliteDriver.FOLDER) != null) {
      return;
    }
    Path folder = path.resolveSibling(path.getFileName() + ".native");
    createFolder(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "sqlite-*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.debug("A former native library stays in {}: {}", folder, e.toString());
    }
    System.setProperty(SqliteDriver.FOLDER, folder.toString());
  }

  private boolean isNew() {
    try {
      return Files.notExists(path) || (Files.isRegularFile(path) && Files.size(path) == 0);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void checkHeader() {
    byte[] header;
    try (InputStream in = Files.newInputStream(path)) {
      header = in.readNBytes(HEADER);
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (header.length < HEADER || !Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new StoreException(
          "the file " + path + " is not a database, or a corrupt one; it was not touched",
          "restore it from a backup, or name another file in jobs.url",
          null);
    }
    if (ByteBuffer.wrap(header).getInt(APPLICATION_ID_AT) != APPLICATION_ID) {
      throw new StoreException(
          "the file " + path + " is the database of another program; it was not touched",
          "name another file in jobs.url",
          null);
    }
    if (!Files.isWritable(path)) {
      throw new StoreException(
          "the database " + path + " may not be written",
          "give this user the right to write it",
          null);
    }
  }

  /** Through a connection that can only read: closing another one would write. */
  private void checkContent() {
    SQLiteConfig config = config();
    config.setReadOnly(true);
    String finding;
    try (Connection connection = config.createConnection(SqliteDriver.URL + path)) {
      finding = pragma(connection, "quick_check(1)");
    } catch (SQLException e) {
      throw corrupt(e.getMessage(), e);
    }
    if (!"ok".equals(finding)) {
      throw corrupt(finding, null);
    }
  }

  /** The mark goes in before the log is switched on: only then it is in the file at once. */
  private void create() {
    try (Connection connection = config().createConnection(SqliteDriver.URL + path)) {
      pragma(connection, "application_id = " + APPLICATION_ID);
    } catch (SQLException e) {
      throw new StoreException(
          "the database " + path + " cannot be created (" + e.getMessage() + ")",
          "check the rights and the space of that folder, or name another file in jobs.url",
          e);
    }
  }

  private StoreException unreadable(IOException cause) {
    return new StoreException(
        "the database " + path + " cannot be read (" + cause + ")",
        "give this user the right to read and write that file, or name another one in jobs.url",
        cause);
  }

  private StoreException corrupt(String finding, Exception cause) {
    return new StoreException(
        "the database " + path + " is corrupt (" + finding + "); it was not touched",
        "restore it from a backup, or move it away to begin with an empty one",
        cause);
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    return config;
  }

  private static String pragma(Connection connection, String pragma) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute("PRAGMA " + pragma)) {
        return "";
      }
      try (ResultSet result = statement.getResultSet()) {
        return result.next() ? result.getString(1) : "";
      }
    }
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("The lock file could not be closed: {}", e.toString());
    }
  }
}
