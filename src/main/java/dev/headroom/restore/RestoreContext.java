package dev.headroom.restore;

import dev.headroom.chat.ChatApi;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.TaskContext;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What restores of a node work with.
 *
 * @param chat the Chat API of an app, by sdkAppId
 * @param book who waits, and the lease
 * @param rest how long a group is left alone afterwards
 * @param deadline longest time of one try
 * @param tasks what all tasks of the node go by; those who still wait after too many failures in a
 *     row are given up
 */
public record RestoreContext(
    LongFunction<ChatApi> chat,
    RestoreBook book,
    Function<GroupKey, Duration> rest,
    Function<GroupKey, Duration> deadline,
    TaskContext tasks) {}
