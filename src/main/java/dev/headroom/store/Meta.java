package dev.headroom.store;

import java.sql.SQLException;
import java.util.Optional;

/** What the database notes by name, the version of its schema first of all. */
public final class Meta {

  private Meta() {}

  /** What is noted under that name. */
  public static Optional<String> find(Session session, String name) throws SQLException {
    return session.text("SELECT value FROM meta WHERE name = ?", name);
  }

  /** Notes that, instead of what was noted before. */
  public static void note(Session session, String name, String value) throws SQLException {
    session.update(
        """
        INSERT INTO meta (name, value) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value
        """,
        name,
        value);
  }

  /** Notes that unless something is noted already. */
  public static void noteFirst(Session session, String name, String value) throws SQLException {
    session.update(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", name, value);
  }

  /** Forgets what is noted under that name. */
  public static void forget(Session session, String name) throws SQLException {
    session.update("DELETE FROM meta WHERE name = ?", name);
  }
}
