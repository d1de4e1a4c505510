package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.config.PruneSettings;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What every run of a node works with.
 *
 * @param chat the Chat API of an app, by sdkAppId
 * @param administrator the account Headroom signs in with, by sdkAppId
 * @param book ledger and lease
 * @param settings the policies as they are now
 * @param maxAttempts failures of a job's own before it is dead
 * @param timeout of one Chat call
 * @param stopping whether this node is about to stop
 * @param timer completes after so long, on the caller's context
 * @param clock the time of day
 */
public record RunContext(
    LongFunction<ChatApi> chat,
    LongFunction<String> administrator,
    RunBook book,
    Supplier<PruneSettings> settings,
    int maxAttempts,
    Duration timeout,
    BooleanSupplier stopping,
    Function<Duration, Future<Void>> timer,
    Clock clock) {

  /** Completes after so long, on the caller's context. */
  Future<Void> after(Duration delay) {
    return delay.isNegative() || delay.isZero() ? Future.succeededFuture() : timer.apply(delay);
  }
}
