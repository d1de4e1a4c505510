package dev.headroom.ledger;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import java.time.Instant;

/**
 * A run as it stood when it first meant to remove somebody, or when it ended.
 *
 * @param id key of the run
 * @param key the group
 * @param type Tencent's Type of the group, or an empty string when it was never read
 * @param cause who asked
 * @param mode the mode it began with
 * @param policy hash of the policy it began with
 * @param planned how many it means to remove altogether
 * @param max MaxMemberNum, or null when the group was never read
 * @param before MemberNum when it began, or null
 * @param startedAt when it began
 */
public record Run(
    String id,
    GroupKey key,
    String type,
    Cause cause,
    Mode mode,
    String policy,
    int planned,
    Integer max,
    Integer before,
    Instant startedAt) {}
