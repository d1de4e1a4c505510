package dev.headroom.prune;

import java.util.Objects;

/** A run that stopped between two steps, before its end; nothing is lost. */
final class FenceClosed extends RuntimeException {

  /** Why it stopped. */
  enum Why {
    /** This node stops: the job is handed back. */
    STOPPING,
    /** {@code runDeadline} has passed. */
    DEADLINE,
    /** Somebody else may have the job: not another word. */
    LEASE_LOST,
    /** Deletes wait too long for their turn. */
    BUSY,
    /** An operator has paused it: it goes on when the pause ends. */
    PAUSED
  }

  private static final long serialVersionUID = 1L;

  private final Why why;

  FenceClosed(Why why, String message) {
    super(Objects.requireNonNull(message, "message"), null, false, false);
    this.why = why;
  }

  Why why() {
    return why;
  }
}
