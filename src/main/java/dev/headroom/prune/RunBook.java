package dev.headroom.prune;

import dev.headroom.jobs.Task;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.store.StoreException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run writes down, and the lease it acts under: ledger and job table, each call one
 * transaction; what it reads are its {@link RunFacts}. Futures complete on the caller's context,
 * and fail with {@link StoreException} when the store does not work: that is nobody's fault but its
 * own.
 */
public interface RunBook {

  /** The fence: commits the intent to remove these members, or says why not. */
  Future<Fence> intend(Task task, Run run, List<Removal> removals, Terms terms);

  /** Writes down what became of a batch, by account. */
  Future<Void> settle(Run run, int batch, Map<String, Fate> fates);

  /**
   * Ends the run and lets its group rest, in one commit.
   *
   * @param seqSeen the seq noted before the last look; when it has changed since, or is {@link
   *     Task#NO_SEQ}, the group waits for after the rest
   * @return false when the lease is lost: nothing was written
   */
  Future<Boolean> finish(Task task, RunEnd end, long seqSeen, Duration rest, int restLevel);

  /**
   * Lets the job wait for another try of the same run.
   *
   * @param counts whether it counts as a failure of the job's own; if not, the delay is {@code
   *     pause}
   * @return false when the lease is lost
   */
  Future<Boolean> retry(Task task, boolean counts, Duration pause, String cause);

  /**
   * Ends the run as failed and the job as dead, in one commit.
   *
   * @return false when the lease is lost
   */
  Future<Boolean> dead(Task task, RunEnd end);

  /**
   * The same without the run's end, for a ledger that does not take it.
   *
   * @return false when the lease is lost
   */
  Future<Boolean> deadWithoutRun(Task task, String cause);

  /**
   * What the fence checks besides the lease.
   *
   * @param lease at least this much of the lease must be left
   * @param maxPerRun most removals of the run, this batch included
   * @param limits most removals in 24 h, this batch included
   * @param protectRestored how long who was brought back is protected
   */
  record Terms(Duration lease, int maxPerRun, DayLimits limits, Duration protectRestored) {}

  /** The fence's answer. */
  sealed interface Fence {

    /**
     * The intent is durable: the delete may be sent, at once or never.
     *
     * @param batch number of the intent
     * @param nanoTime monotonic time just before the commit
     */
    record Open(int batch, long nanoTime) implements Fence {}

    /** Nothing may be deleted now. */
    record Closed(Refusal refusal) implements Fence {}
  }

  /** Why a fence is closed. */
  enum Refusal {
    /** The lease is lost or too short: another node may have the job. */
    LEASE,
    /** The mode is not enforce any more. */
    MODE,
    /** A limit of the run or of 24 hours is reached. */
    LIMIT,
    /** The database's clock, by which limits and protections go, is far from this machine's. */
    CLOCK,
    /** An operator has paused the group, its app or everything. */
    PAUSED,
    /** Members wait to be brought back, or one of these was brought back lately. */
    RESTORE
  }
}
