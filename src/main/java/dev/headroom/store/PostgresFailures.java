package dev.headroom.store;

import dev.headroom.config.PostgresUrl;
import java.sql.SQLException;
import java.util.Set;

/** What PostgreSQL means by its error codes [postgresql.org, Appendix A]. */
final class PostgresFailures {

  private static final String CONNECTION = "08";

  /** A lock that somebody else holds for too long. */
  private static final String LOCKED = "55P03";

  /** Serialization failure, deadlock, a plan that an update of the tables has outdated. */
  private static final Set<String> AGAIN = Set.of("40001", "40P01", "0A000", LOCKED);

  /** The server shuts down, has crashed, or starts; a transaction that stood still too long. */
  private static final Set<String> LOST = Set.of("57P01", "57P02", "57P03", "25P03");

  private PostgresFailures() {}

  /** Whether the same transaction may well succeed when it is tried again. */
  static boolean passes(Throwable failure) {
    return failure instanceof SQLException sql
        && sql.getSQLState() != null
        && (sql.getSQLState().startsWith(CONNECTION)
            || AGAIN.contains(sql.getSQLState())
            || LOST.contains(sql.getSQLState()));
  }

  /** Whether it waited in vain for a lock. */
  static boolean isLocked(SQLException failure) {
    return LOCKED.equals(failure.getSQLState());
  }

  /** In words; neither the driver's message nor its cause, which may name the user. */
  static StoreException inWords(PostgresUrl url, SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    String what = "the database " + url;
    if (state.startsWith("28")) {
      return new StoreException(
          what + " refused the user or the password",
          "check both in jobs.url, and pg_hba.conf of the server",
          null);
    }
    if (state.startsWith(CONNECTION) || LOST.contains(state)) {
      return new StoreException(
          what + " cannot be reached",
          "check host and port in jobs.url, and whether the server runs and can be reached from here",
          null);
    }
    return switch (state) {
      case "3D000" ->
          new StoreException(
              what + " does not exist", "create it, or name another one in jobs.url", null);
      case "42501" ->
          new StoreException(
              what + " does not let this user create tables",
              "grant CREATE on its schema, or make the user its owner",
              null);
      case "25006" ->
          new StoreException(
              what + " can only be read",
              "name the primary server in jobs.url; with several hosts add"
                  + " targetServerType=primary",
              null);
      case "53300" ->
          new StoreException(
              what + " has no connection left",
              "raise max_connections of the server, " + PostgresDatabase.CONNECTIONS + " a node",
              null);
      default ->
          new StoreException(
              what + " cannot be used (SQLSTATE " + state + ")", "see the log of the server", null);
    };
  }
}
