package dev.headroom.jobs;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every task goes by on a node, whether it is a run's or a restore's.
 *
 * @param maxAttempts failures of a job's own before it is given up
 * @param timeout of one Chat call
 * @param stopping whether this node is about to stop
 * @param timer completes after so long, on the caller's context
 */
public record TaskContext(
    int maxAttempts,
    Duration timeout,
    BooleanSupplier stopping,
    Function<Duration, Future<Void>> timer) {

  /** Completes after so long, on the caller's context. */
  public Future<Void> after(Duration delay) {
    return delay.isNegative() || delay.isZero() ? Future.succeededFuture() : timer.apply(delay);
  }

  /**
   * The time of a try that begins now.
   *
   * @param longest how long it may take at most; asked each time
   */
  public TaskTime begin(Supplier<Duration> longest) {
    return new TaskTime(stopping, longest);
  }
}
