package dev.headroom.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/**
 * Brings the schema to the newest version: file by file, each in a transaction of its own together
 * with the note that it was carried out. A file that was ever released is never changed.
 */
final class Migration {

  /** The files under {@code db/} in order: the position of a file is its version. */
  static final List<String> FILES =
      List.of(
          "001-jobs.sql",
          "002-ledger.sql",
          "003-control.sql",
          "004-restores.sql",
          "005-nodes.sql",
          "006-telling.sql",
          "007-sweep-status.sql",
          "008-reading.sql",
          "009-lost-leases.sql");

  private static final String TABLE =
      "CREATE TABLE IF NOT EXISTS meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)";
  private static final String VERSION = "schema";

  private final JdbcSession session;

  Migration(JdbcSession session) {
    this.session = session;
  }

  /**
   * Carries out what is missing.
   *
   * @throws StoreException when a newer Headroom has written the database
   */
  void run() throws SQLException {
    inTransaction(each -> each.update(TABLE));
    int version = version(session);
    refuseNewer(version);
    for (int next = version + 1; next <= FILES.size(); next++) {
      carryOut(next);
    }
  }

  /** The version that the notes of a database tell. */
  static int version(Session session) throws SQLException {
    return Meta.find(session, VERSION).map(Integer::parseInt).orElse(0);
  }

  /**
   * Looks at a version.
   *
   * @throws StoreException when only a newer Headroom knows it
   */
  static void refuseNewer(int version) {
    if (version > FILES.size()) {
      throw new StoreException(
          "the database was written by a newer Headroom (schema "
              + version
              + ", this one knows up to "
              + FILES.size()
              + ")",
          "start that version or a later one",
          null);
    }
  }

  private void carryOut(int version) throws SQLException {
    List<String> statements = statements(FILES.get(version - 1));
    inTransaction(
        each -> {
          for (String statement : statements) {
            each.update(statement);
          }
          Meta.note(each, VERSION, Integer.toString(version));
          return null;
        });
  }

  private void inTransaction(Change<?> change) throws SQLException {
    session.begin();
    try {
      change.apply(session);
    } catch (SQLException e) {
      session.rollback();
      throw e;
    }
    session.commit();
  }

  /** Statements end with a semicolon at the end of a line; comments have lines of their own. */
  private static List<String> statements(String file) {
    try (InputStream in = Migration.class.getResourceAsStream("/db/" + file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return List.of(text.replaceAll("(?m)^\\s*--.*$", "").split(";\\s*(\\R|$)")).stream()
          .map(String::strip)
          .filter(statement -> !statement.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
