package dev.headroom.restore;

/** A restore cannot go on here and now; what it has done is written down. */
final class Stopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  enum Why {
    /** The lease is lost or too short. */
    LEASE_LOST,
    /** This node stops. */
    STOPPING,
    /** The time of a run is over. */
    DEADLINE
  }

  private final Why why;

  Stopped(Why why, String message) {
    super(message, null, false, false);
    this.why = why;
  }

  Why why() {
    return why;
  }
}
