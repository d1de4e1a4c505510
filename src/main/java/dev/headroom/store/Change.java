package dev.headroom.store;

import java.sql.SQLException;

/**
 * Work on the database inside a transaction. Runs on a thread of the store, may run more than once
 * (a transaction that failed is tried again piece by piece), so it must have no effect elsewhere.
 */
@FunctionalInterface
public interface Change<T> {

  /** Reads and writes through the session; what it throws undoes this change alone. */
  T apply(Session session) throws SQLException;
}
