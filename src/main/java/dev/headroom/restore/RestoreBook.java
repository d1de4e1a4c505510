package dev.headroom.restore;

import dev.headroom.jobs.Task;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.Returnee;
import dev.headroom.store.StoreException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Who is to be brought back, what became of it, and the lease it is done under: each call one
 * transaction. Futures complete on the caller's context; they fail with {@link StoreException} when
 * the store does not work. Where a boolean comes back, false means that the lease is lost and
 * nothing was written.
 */
public interface RestoreBook {

  /**
   * Whether the task is a restore's: somebody waits, or nothing else was asked for; and no run has
   * to be ended first.
   */
  Future<Boolean> isRestore(Task task);

  /** Who waits, whoever was tried already first, then the liveliest. */
  Future<List<Returnee>> waiting(Task task, int limit);

  /**
   * The fence: commits that this call is about to be sent for them, if enough of the lease is left
   * for it. The call may be sent at once or never.
   *
   * @param lease at least this much must be left
   * @return monotonic time just before the commit; empty when the lease is lost or short, or one of
   *     them does not wait any more: then nothing may be sent
   */
  Future<OptionalLong> intend(
      Task task, List<Returnee> returnees, Returnee.Way way, Duration lease);

  /** Writes down what became of them. */
  Future<Boolean> settle(Task task, Map<Returnee, Verdict> verdicts);

  /**
   * Writes down the same of everybody who waits for the group.
   *
   * @return how many; empty when the lease is lost
   */
  Future<Optional<Integer>> settleAll(Task task, Verdict verdict);

  /**
   * Ends the task and lets the group rest. What was asked of the group besides waits for the end of
   * the rest.
   */
  Future<Boolean> finish(Task task, Duration rest);

  /**
   * Lets the job wait for another try.
   *
   * @param counts whether it counts as a failure; if not, the delay is {@code pause}
   */
  Future<Boolean> retry(Task task, boolean counts, Duration pause, String cause);

  /**
   * What became of a member.
   *
   * @param detail why, for people; no account ids; or null
   */
  record Verdict(RestoreResult result, String detail) {

    /** Without more to say. */
    static Verdict of(RestoreResult result) {
      return new Verdict(result, null);
    }
  }
}
