package dev.headroom.store;

/** The database cannot be used. The message names the cause and the remedy. */
public final class StoreException extends RuntimeException {

  private final String remedy;

  /**
   * What is wrong and what to do about it.
   *
   * @param problem one sentence without a full stop
   * @param remedy what helps, likewise
   * @param cause what lies below, or null
   */
  public StoreException(String problem, String remedy, Throwable cause) {
    super(problem + "; " + remedy, cause);
    this.remedy = remedy;
  }

  /** What helps. */
  public String remedy() {
    return remedy;
  }
}
