package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Meta;
import dev.headroom.store.Session;
import java.sql.SQLException;

/**
 * Writes what a callback writes, and as much again as a burst of them needs: a disk that is nearly
 * full takes a small change, and no new group. Functions on a transaction that the caller owns.
 */
final class TrialWrite {

  /** There is no app 0. The row goes in the transaction that made it: nobody sees it. */
  private static final GroupKey NOBODY = GroupKey.of(0, "headroom-trial");

  private static final int BURST = 64 * 1024;
  private static final String ROOM = "trial";

  private TrialWrite() {}

  static Void write(Session session) throws SQLException {
    JobTable.Accepted row = JobTable.accept(session, NOBODY, Cause.CALLBACK, 1);
    session.update("DELETE FROM jobs WHERE id = ?", row.job());
    Meta.note(session, ROOM, "x".repeat(BURST));
    return null;
  }

  /** Gives the room back; in a transaction of its own, or nothing of it would be written. */
  static Void takeBack(Session session) throws SQLException {
    Meta.forget(session, ROOM);
    return null;
  }
}
