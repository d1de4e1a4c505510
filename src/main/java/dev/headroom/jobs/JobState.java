package dev.headroom.jobs;

import dev.headroom.event.Wire;

/** Where a job stands. */
public enum JobState implements Wire {
  /** To be run, not before its due time. */
  WAITING,
  /** A node holds the lease. */
  RUNNING,
  /** Nothing to do; a request that comes now waits for the end of the rest. */
  RESTING,
  /** Given up, with a cause; the next request revives it. */
  DEAD;
}
