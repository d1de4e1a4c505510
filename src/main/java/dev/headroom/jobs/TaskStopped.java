package dev.headroom.jobs;

import java.util.Objects;

/** A try of a task that stopped between two steps, before its end; nothing is lost. */
public final class TaskStopped extends RuntimeException {

  /** Why it stopped. */
  public enum Why {
    /** This node stops: the job is handed back. */
    STOPPING,
    /** {@code runDeadline} has passed. */
    DEADLINE,
    /** Somebody else may have the job: not another word. */
    LEASE_LOST,
    /** Deletes wait too long for their turn. */
    BUSY,
    /** An operator has paused it: nobody claims it before the pause ends. */
    PAUSED
  }

  private static final long serialVersionUID = 1L;

  private final Why why;

  public TaskStopped(Why why, String message) {
    super(Objects.requireNonNull(message, "message"), null, false, false);
    this.why = Objects.requireNonNull(why, "why");
  }

  /** Whether it counts against the job; a lease that is really lost refuses what is written. */
  boolean counts() {
    return why != Why.STOPPING && why != Why.PAUSED;
  }
}
