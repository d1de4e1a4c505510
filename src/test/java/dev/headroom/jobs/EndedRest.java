package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.util.List;

/** The rest of one group ends, as a changed policy ends it. */
public final class EndedRest {

  private EndedRest() {}

  /** False when the group's job neither rests nor waits for longer than it must. */
  public static boolean of(Session session, GroupKey key) throws SQLException {
    long job = JobQueries.find(session, key).map(Job::id).orElse(0L);
    long soonest = session.now() + session.noticeMillis();
    boolean ended = false;
    for (JobState state : List.of(JobState.WAITING, JobState.RESTING)) {
      List<DueTimes.Due> resting =
          DueTimes.toLetGo(session, state, job - 1, 1).stream()
              .filter(found -> found.job() == job && found.run().isEmpty())
              .filter(found -> found.dueMillis() > soonest)
              .map(found -> new DueTimes.Due(found, soonest))
              .toList();
      DueTimes.letGo(session, resting);
      ended |= !resting.isEmpty();
    }
    return ended;
  }
}
