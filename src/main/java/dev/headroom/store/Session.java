package dev.headroom.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** One transaction as SQL sees it. Used only on the thread that it is handed to. */
public interface Session {

  /** The database's clock, milliseconds since 1970: leases and due times are judged by it. */
  long now() throws SQLException;

  /**
   * What a SELECT that picks rows to change ends with, so that other nodes pass over them: an empty
   * text where only one process writes.
   */
  default String lockRows() {
    return "";
  }

  /**
   * What a SELECT of one row by its key ends with when what it says must hold until the end of the
   * transaction: an empty text where only one process writes.
   */
  default String lockRow() {
    return "";
  }

  /** The SQL expression for the next id of a table. */
  default String nextId(String table) {
    return nextId(table, 1);
  }

  /**
   * The same for a statement that adds several rows.
   *
   * @param place of the row among them, from 1
   */
  default String nextId(String table, int place) {
    return "(SELECT COALESCE(MAX(id), 0) + " + place + " FROM " + table + ")";
  }

  /**
   * Keeps other transactions that lock the same name waiting until this one has ended. At most one
   * name a transaction; each name either always before rows of the job table or always after them:
   * so no two wait for each other.
   */
  default void lock(String name) throws SQLException {}

  /**
   * How long before the event a due time must be known that is brought forward: other nodes go by
   * what they saw last for some time, milliseconds. 0 where there are none.
   */
  default long noticeMillis() {
    return 0;
  }

  /** So many places, or rows of places, for a statement over as many values. */
  static String times(int count, String places) {
    return String.join(", ", Collections.nCopies(count, places));
  }

  /** Runs a statement and returns how many rows it touched. */
  int update(String sql, Object... parameters) throws SQLException;

  /** Runs a query, or a statement with RETURNING. */
  <T> List<T> query(String sql, Row<T> row, Object... parameters) throws SQLException;

  /** The first row of a query, or of a statement with RETURNING. */
  default <T> Optional<T> first(String sql, Row<T> row, Object... parameters) throws SQLException {
    return query(sql, row, parameters).stream().findFirst();
  }

  /** The first column of the first row, a text; empty when there is no row. */
  default Optional<String> text(String sql, Object... parameters) throws SQLException {
    return first(sql, row -> row.getString(1), parameters);
  }

  /** The first column of all rows, a text. */
  default List<String> texts(String sql, Object... parameters) throws SQLException {
    return query(sql, row -> row.getString(1), parameters);
  }

  /** The first column of the first row, a number; 0 when there is no row. */
  default long number(String sql, Object... parameters) throws SQLException {
    return first(sql, row -> row.getLong(1), parameters).orElse(0L);
  }

  /** Whether the query has a row. */
  default boolean exists(String sql, Object... parameters) throws SQLException {
    return first(sql, row -> true, parameters).isPresent();
  }

  /** Reads one row: by the names of its columns where there are several. */
  @FunctionalInterface
  interface Row<T> {
    /** Reads the row the cursor stands on. */
    T read(ResultSet row) throws SQLException;
  }
}
