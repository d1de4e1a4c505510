package dev.headroom.jobs;

import dev.headroom.event.Addresses;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Wire;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * A claimed job on its way to a prune worker of the same node ({@link Addresses#GROUP_PRUNE}).
 *
 * @param job id of the job
 * @param lease token of the lease under which the run may act
 * @param run id of the run; the same over retries and takeovers until the run has ended
 * @param key the group
 * @param cause who asked
 * @param seq the job's seq when it was claimed
 * @param attempts failures of its own so far
 * @param restLevel how many runs in a row removed nobody
 * @param rested whether an earlier run of the group has ended and rested
 * @param resumed whether the run began earlier, perhaps on another node
 * @param deadlineAt when the run must have ended, milliseconds since 1970 by the database's clock
 */
public record Task(
    long job,
    String lease,
    String run,
    GroupKey key,
    Cause cause,
    long seq,
    int attempts,
    int restLevel,
    boolean rested,
    boolean resumed,
    long deadlineAt) {

  /** No job has this seq: a run that ends with it has left something undone. */
  public static final long NO_SEQ = -1;

  private static final int VERSION = 1;

  /** Refuses nulls. */
  public Task {
    Objects.requireNonNull(lease, "lease");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(cause, "cause");
  }

  /**
   * A task that nobody has claimed and nobody can write under: for whoever asks what a run would
   * do.
   *
   * @param resumed whether it is a run that began earlier
   */
  public static Task unclaimed(GroupKey key, String run, boolean resumed) {
    return new Task(0, "", run, key, Cause.OPERATOR, 0, 0, 0, true, resumed, 0);
  }

  /** The message body. */
  public JsonObject toJson() {
    return new JsonObject()
        .put("version", VERSION)
        .put("job", job)
        .put("lease", lease)
        .put("run", run)
        .put("sdkAppId", key.sdkAppId())
        .put("groupId", key.groupId())
        .put("topicId", key.topicId())
        .put("cause", cause.wire())
        .put("seq", seq)
        .put("attempts", attempts)
        .put("restLevel", restLevel)
        .put("rested", rested)
        .put("resumed", resumed)
        .put("deadlineAt", deadlineAt);
  }

  /** Reads a message body. */
  public static Task fromJson(JsonObject json) {
    return new Task(
        json.getLong("job"),
        json.getString("lease"),
        json.getString("run"),
        new GroupKey(
            json.getLong("sdkAppId"), json.getString("groupId"), json.getString("topicId")),
        Wire.of(Cause.class, json.getString("cause")),
        json.getLong("seq"),
        json.getInteger("attempts"),
        json.getInteger("restLevel"),
        json.getBoolean("rested"),
        json.getBoolean("resumed"),
        json.getLong("deadlineAt"));
  }
}
