package dev.headroom.prune;

import dev.headroom.config.PolicySettings;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.StayedMember;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run came to.
 *
 * @param run the run
 * @param policy the policy it had
 * @param outcome how it ended
 * @param note why, for people
 * @param seqSeen the job's seq before the last look; {@link Task#NO_SEQ} when something is left
 *     undone: the job then waits for another run
 * @param removed how many are really gone
 * @param after MemberNum at the end, or null
 * @param wouldRemove who would have gone
 * @param spared who was spared
 * @param stayed for a release: who of those shown stayed
 * @param reasons why the group is left alone for a while
 */
record RunResult(
    Run run,
    PolicySettings policy,
    Outcome outcome,
    String note,
    long seqSeen,
    int removed,
    Integer after,
    List<Removal> wouldRemove,
    Spared spared,
    List<StayedMember> stayed,
    Rest.Reasons reasons) {

  RunEnd toRunEnd(Instant finishedAt) {
    Map<String, Integer> byName =
        spared.counts().entrySet().stream()
            .collect(Collectors.toMap(entry -> entry.getKey().wire(), Map.Entry::getValue));
    return new RunEnd(run, outcome, after, wouldRemove, byName, note, finishedAt, stayed);
  }
}
