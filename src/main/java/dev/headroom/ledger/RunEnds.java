package dev.headroom.ledger;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupPruned;
import dev.headroom.event.Outcome;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** How runs end in the ledger. Functions on a transaction that the caller owns. */
public final class RunEnds {

  private RunEnds() {}

  /**
   * Ends a run. One that meant nobody and came to the same end as the group's last one, with the
   * same people, mode and policy, has no row of its own: the last one's counts it. What somebody
   * asked for by hand always has its row.
   *
   * @return what is to be told; its run is the id of the row, which may be the earlier one. A run
   *     that has ended before keeps its first end.
   */
  public static GroupPruned finish(Session session, RunEnd end) throws SQLException {
    String run = end.run().id();
    if (!session.exists("SELECT 1 FROM runs WHERE id = ?", run)) {
      Optional<String> same = lastIfSame(session, end);
      if (same.isPresent()) {
        fold(session, same.get(), end);
        return Outbox.message(session, same.get());
      }
      Ledger.begin(session, end.run());
    }
    complete(session, end);
    return Outbox.message(session, run);
  }

  private static void complete(Session session, RunEnd end) throws SQLException {
    Ledger.closeOpen(session, end.run().id());
    session.update(
        """
        UPDATE runs SET outcome = ?, seats_after = ?, note = ?, spared = ?, would_remove = ?,
          people = ?, left_out = ?, removed_count = ?, finished_at = ?, last_at = ?,
          revision = revision + 1
        WHERE id = ? AND outcome IS NULL
        """,
        end.outcome().wire(),
        end.after(),
        end.note(),
        Columns.spared(end.spared()),
        Columns.removals(named(end)),
        Columns.people(end.wouldRemove()),
        Columns.left(end.left()),
        Ledger.removedCount(session, end.run().id()),
        end.finishedAt().toEpochMilli(),
        end.finishedAt().toEpochMilli(),
        end.run().id());
  }

  /** The row of the group's last ended run, if it meant nobody and ended just like this one. */
  private static Optional<String> lastIfSame(Session session, RunEnd end) throws SQLException {
    Run run = end.run();
    if (run.cause() == Cause.OPERATOR) {
      return Optional.empty();
    }
    return session.text(
        """
        SELECT id FROM
          (SELECT * FROM runs
           WHERE sdk_app_id = ? AND group_id = ? AND topic_id = ? AND last_at IS NOT NULL
           ORDER BY last_at DESC, started_at DESC LIMIT 1) AS latest
        WHERE batches = 0 AND cause <> 'operator' AND outcome = ? AND mode = ? AND policy = ?
          AND people = ?
        """,
        run.key().sdkAppId(),
        run.key().groupId(),
        run.key().topicId(),
        end.outcome().wire(),
        run.mode().wire(),
        run.policy(),
        Columns.people(end.wouldRemove()));
  }

  private static void fold(Session session, String into, RunEnd end) throws SQLException {
    session.update(
        """
        UPDATE runs SET type = ?, cause = ?, planned = ?, seats_max = ?, seats_before = ?,
          seats_after = ?, note = ?, spared = ?, would_remove = ?, times = times + 1, last_at = ?,
          revision = revision + 1
        WHERE id = ?
        """,
        end.run().type(),
        end.run().cause().wire(),
        end.run().planned(),
        end.run().max(),
        end.run().before(),
        end.after(),
        end.note(),
        Columns.spared(end.spared()),
        Columns.removals(named(end)),
        end.finishedAt().toEpochMilli(),
        into);
  }

  /** All whom a braked run shows: they are those whom its release may remove. */
  private static List<Removal> named(RunEnd end) {
    List<Removal> all = end.wouldRemove();
    return end.outcome() == Outcome.BRAKED
        ? all
        : all.subList(0, Math.min(all.size(), GroupPruned.LIST_LIMIT));
  }
}
