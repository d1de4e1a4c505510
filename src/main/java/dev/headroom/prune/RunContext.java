package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.config.PruneSettings;
import dev.headroom.jobs.TaskContext;
import java.time.Clock;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * What every run of a node works with, and every plan of one.
 *
 * @param chat the Chat API of an app, by sdkAppId
 * @param administrator the account Headroom signs in with, by sdkAppId
 * @param facts of ledger and job table
 * @param settings the policies as they are now
 * @param tasks what all tasks of the node go by
 * @param clock the time of day
 */
public record RunContext(
    LongFunction<ChatApi> chat,
    LongFunction<String> administrator,
    RunFacts facts,
    Supplier<PruneSettings> settings,
    TaskContext tasks,
    Clock clock) {}
