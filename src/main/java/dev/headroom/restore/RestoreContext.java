package dev.headroom.restore;

import dev.headroom.chat.ChatApi;
import dev.headroom.event.GroupKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What restores of a node work with.
 *
 * @param chat the Chat API of an app, by sdkAppId
 * @param book who waits, and the lease
 * @param rest how long a group is left alone afterwards
 * @param deadline longest time of one try
 * @param maxAttempts failures in a row before those who still wait are given up
 * @param timeout of one Chat call
 * @param stopping whether this node is about to stop
 * @param timer completes after so long, on the caller's context
 */
public record RestoreContext(
    LongFunction<ChatApi> chat,
    RestoreBook book,
    Function<GroupKey, Duration> rest,
    Function<GroupKey, Duration> deadline,
    int maxAttempts,
    Duration timeout,
    BooleanSupplier stopping,
    Function<Duration, Future<Void>> timer) {}
