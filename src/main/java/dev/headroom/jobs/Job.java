package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import java.time.Instant;

/**
 * A row of the job table, for those who look on.
 *
 * @param id id of the job
 * @param key the group
 * @param state where it stands
 * @param dueAt waiting: not before then; resting: until then
 * @param run id of the run that is not finished yet, or null
 * @param attempts failures in a row that were the job's own
 * @param cause who asked
 * @param failure why it failed last or is dead, or null
 * @param restLevel how many runs in a row removed nobody
 * @param firstAt when the group called first
 * @param lastAt when a request was written last
 * @param callbacks how many requests were written; those that found the job waiting are not
 */
public record Job(
    long id,
    GroupKey key,
    JobState state,
    Instant dueAt,
    String run,
    int attempts,
    Cause cause,
    String failure,
    int restLevel,
    Instant firstAt,
    Instant lastAt,
    long callbacks) {}
