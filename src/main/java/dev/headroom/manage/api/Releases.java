package dev.headroom.manage.api;

import dev.headroom.event.Outcome;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunRecord;
import dev.headroom.manage.Refusal;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.Optional;

/** Which runs can be released. Functions on a transaction that the caller owns. */
final class Releases {

  private Releases() {}

  /**
   * A braked run that nobody has released, or only for nothing.
   *
   * @throws Refusal for any other
   */
  static RunRecord releasable(Session session, String braked) throws SQLException {
    RunRecord run =
        RunHistory.find(session, braked)
            .map(RunRecord.Detail::summary)
            .orElseThrow(Releases::noSuchRun);
    if (run.outcome() != Outcome.BRAKED) {
      throw new Refusal(
          409, "not-braked", "this run has not ended as braked", "see /api/runs?outcome=braked");
    }
    Optional<Request> earlier = RequestTable.releaseOf(session, braked);
    if (earlier.isPresent() && !removedNobody(session, earlier.get())) {
      throw new Refusal(
          409,
          "already-released",
          "this run has been released",
          "its release names the run that carries it out");
    }
    return run;
  }

  /** It has ended, and those shown are still there: a limit was met, or the mode was observe. */
  private static boolean removedNobody(Session session, Request release) throws SQLException {
    return RequestTable.isAnswered(session, release.run())
        && RunHistory.find(session, release.run())
            .map(ended -> ended.summary().removedCount() == 0)
            .orElse(true);
  }

  private static Refusal noSuchRun() {
    return new Refusal(404, "no-such-run", "there is no run of that id", "see /api/runs");
  }
}
