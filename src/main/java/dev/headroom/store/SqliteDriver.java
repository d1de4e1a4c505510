package dev.headroom.store;

import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.OSInfo;

/** The native library of the SQLite driver, which the driver unpacks into a folder to load it. */
final class SqliteDriver {

  /** What its URLs begin with. */
  static final String URL = "jdbc:sqlite:";

  /** The driver's own property. */
  static final String FOLDER = "org.sqlite.tmpdir";

  private SqliteDriver() {}

  /**
   * Loads it, once a process. The driver's exception would not tell why it could not.
   *
   * @throws StoreException when the folder cannot hold it, or the jar has none for this machine
   */
  static void load() {
    String place = OSInfo.getNativeLibFolderPathForCurrentOS();
    if (SQLiteJDBCLoader.class.getResource("/org/sqlite/native/" + place) == null) {
      throw new StoreException(
          "this jar has no SQLite for " + place,
          "start it with the driver's own jar: java -cp headroom.jar:sqlite-jdbc.jar"
              + " dev.headroom.Headroom, or name a PostgreSQL in jobs.url",
          null);
    }
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception | LinkageError e) {
      String folder = System.getProperty(FOLDER, System.getProperty("java.io.tmpdir"));
      throw new StoreException(
          "the native library of the SQLite driver cannot be loaded from the folder "
              + folder
              + ": it is mounted noexec, full, or may not be written",
          "name another one with -D" + FOLDER + "=FOLDER before -jar, or mount it without noexec",
          e);
    }
  }
}
