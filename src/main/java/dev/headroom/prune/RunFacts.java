package dev.headroom.prune;

import dev.headroom.jobs.Task;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Taken;
import dev.headroom.store.StoreException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What ledger and job table tell a run, or a plan of one: each call one transaction that writes
 * nothing. Futures complete on the caller's context, and fail with {@link StoreException} when the
 * store does not work: that is nobody's fault but its own.
 */
public interface RunFacts {

  /** What earlier tries of the task's run have left, if it ever meant to remove somebody. */
  Future<Optional<OpenRun>> resume(Task task);

  /** What somebody asked of the task's run by hand; empty for a run that began by itself. */
  Future<Optional<OperatorRequest>> request(Task task);

  /** How many were removed, or are meant to be, in the last 24 hours over all nodes. */
  Future<Taken> taken(Task task);

  /**
   * How long until the limits of 24 hours leave room for one more removal; zero when they do now,
   * empty when they never will.
   */
  Future<Optional<Duration>> untilRoom(Task task, DayLimits limits);

  /** Whether members wait to be brought back to the group: then nobody is to be removed first. */
  Future<Boolean> restoreWaits(Task task);

  /**
   * Who was brought back to the group, and until when that protects them.
   *
   * @param protection how long it does
   */
  Future<Map<String, Instant>> restored(Task task, Duration protection);

  /** The job's seq: noted just before a run's last look. */
  Future<Long> seq(Task task);
}
