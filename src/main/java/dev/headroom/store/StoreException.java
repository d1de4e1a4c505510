package dev.headroom.store;

import java.sql.SQLException;

/**
 * The database cannot be used, or has failed for a time: that is nobody's fault but its own. At the
 * start the message names the cause and the remedy.
 */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * What is wrong and what to do about it.
   *
   * @param problem one sentence without a full stop
   * @param remedy what helps, likewise
   * @param cause what lies below, or null
   */
  public StoreException(String problem, String remedy, Throwable cause) {
    super(problem + "; " + remedy, cause);
  }

  /**
   * A change or a query that the store did not carry out. Without a stack trace: a full disk fails
   * thousands a second.
   *
   * @param cause what the database said
   */
  public StoreException(Throwable cause) {
    super("the store failed: " + cause.getMessage(), cause, false, false);
  }

  /**
   * What a change or a query fails with: what may pass is the store's failure, not the change's.
   */
  static Throwable of(Throwable failure) {
    return failure instanceof SQLException sql && SqlFailures.mayPass(sql)
        ? new StoreException(sql)
        : failure;
  }
}
