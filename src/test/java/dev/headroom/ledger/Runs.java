package dev.headroom.ledger;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs and members for tests. */
final class Runs {

  static final GroupKey GROUP = GroupKey.of(1400000001L, "@TGS#3QN");
  static final Instant START = Instant.parse("2026-11-23T08:00:00Z");

  private Runs() {}

  static Run run(String id) {
    return run(id, GROUP, START);
  }

  static Run run(String id, GroupKey key, Instant startedAt) {
    return new Run(id, key, "Public", Cause.CALLBACK, Mode.ENFORCE, "p1", 3, 200, 200, startedAt);
  }

  static List<Removal> members(String... accounts) {
    return Stream.of(accounts)
        .map(
            account ->
                new Removal(
                    account,
                    START.minusSeconds(9_000_000),
                    Instant.EPOCH,
                    Reason.NEVER_SPOKE,
                    "never wrote, joined long ago"))
        .toList();
  }

  static RunEnd end(Run run, Outcome outcome, String... wouldRemove) {
    return new RunEnd(
        run,
        outcome,
        197,
        members(wouldRemove),
        Map.of("owner", 1, "newcomer", 7),
        "as told",
        run.startedAt().plusSeconds(2));
  }
}
