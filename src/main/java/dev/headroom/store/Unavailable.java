package dev.headroom.store;

/** The store could not be read or written: that is nobody's fault but its own. */
public final class Unavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What the store said. */
  public Unavailable(Throwable cause) {
    super("the store failed: " + cause.getMessage(), cause, false, false);
  }
}
