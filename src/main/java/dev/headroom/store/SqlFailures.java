package dev.headroom.store;

import java.sql.SQLException;
import java.util.Set;

/** What failures of a database mean for whoever might try again. */
public final class SqlFailures {

  /**
   * Classes of SQLSTATE that say what is wrong with the statement or its data: cardinality, data,
   * integrity, syntax or access, features that are not there.
   */
  private static final Set<String> OF_THE_STATEMENT = Set.of("21", "22", "23", "42", "0A");

  /** The same of SQLite's result codes: ERROR, TOOBIG, CONSTRAINT, MISMATCH, MISUSE, RANGE. */
  private static final Set<Integer> OF_THE_STATEMENT_IN_SQLITE = Set.of(1, 18, 19, 20, 21, 25);

  private static final int PRIMARY_CODE = 0xff;
  private static final int FULL_IN_SQLITE = 13;

  /** The same in SQLSTATE. */
  private static final String FULL = "53100";

  private SqlFailures() {}

  /**
   * Whether the same statement may work later: the server was away, a lock was taken, the disk was
   * full. False where no repetition heals it.
   */
  static boolean mayPass(SQLException failure) {
    String state = failure.getSQLState();
    if (state != null && state.length() == 5) {
      return !OF_THE_STATEMENT.contains(state.substring(0, 2));
    }
    return !OF_THE_STATEMENT_IN_SQLITE.contains(failure.getErrorCode() & PRIMARY_CODE);
  }

  /** Whether the disk of the database is full. */
  public static boolean isFull(Throwable failure) {
    Throwable cause = failure instanceof StoreException ? failure.getCause() : failure;
    return cause instanceof SQLException sql
        && (FULL.equals(sql.getSQLState())
            || sql.getSQLState() == null && (sql.getErrorCode() & PRIMARY_CODE) == FULL_IN_SQLITE);
  }
}
