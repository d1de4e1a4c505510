package dev.headroom.jobs;

import dev.headroom.event.Wire;
import io.vertx.core.json.JsonObject;

/**
 * A prune worker's answer to a {@link Task}: its job's next state is committed, the slot is free.
 *
 * @param end what became of the job
 * @param parkMillis how long the app must be left alone before a probe; 0 = the app is well
 * @param cause why, for the log; empty when all is well
 */
public record TaskEnd(End end, long parkMillis, String cause) {

  /** What became of the job. */
  public enum End implements Wire {
    /** The run has ended. */
    FINISHED,
    /** It waits for another try of the same run. */
    RETRY,
    /** Given up. */
    DEAD,
    /** The lease was lost, or the state could not be written: the lease is left to expire. */
    LOST
  }

  private static final int VERSION = 1;

  /** The message body. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("version", VERSION)
        .put("end", end.wire())
        .put("parkMillis", parkMillis)
        .put("cause", cause);
  }

  /** Reads a message body. */
  public static TaskEnd fromJson(JsonObject json) {
    return new TaskEnd(
        Wire.of(End.class, json.getString("end")),
        json.getLong("parkMillis", 0L),
        json.getString("cause", ""));
  }
}
