package dev.headroom.jobs;

import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunHistory.Observed;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets groups go after the policy has changed, a few at a time, in one order: those whose run is
 * under way, those that wait, those that rest. Rests end at once; but a group that was only
 * observed and is to be pruned now gets a place, also when its run has failed and is to be tried
 * again, or goes on and will end as it began: as many members as would go from the groups before it
 * take as much of 24 hours as they are of {@code maxPerDay.app}. So the removals of the app are
 * spread evenly, and the limit leaves room for each. Where nobody waits to join the places begin
 * anew with each day: they only keep a storm from running all at once.
 *
 * <p>A step changes nothing here but returns how far it came: the database may carry it out more
 * than once.
 */
final class PolicyRollout {

  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final List<JobState> ORDER =
      List.of(JobState.RUNNING, JobState.WAITING, JobState.RESTING);

  private final PruneSettings policies;
  private final Instant now;
  private final Map<Long, Long> before;

  /** Jobs that ran, and may wait or rest when those are looked at. */
  private final Set<Long> placed;

  private int turn;
  private long after;
  private long groups;
  private long members;
  private long lastMillis;

  /**
   * Nothing let go yet.
   *
   * @param now when it begins
   */
  PolicyRollout(PruneSettings policies, Instant now) {
    this.policies = policies;
    this.now = now;
    this.before = Map.of();
    this.placed = Set.of();
  }

  private PolicyRollout(PolicyRollout last) {
    policies = last.policies;
    now = last.now;
    before = new HashMap<>(last.before);
    placed = new HashSet<>(last.placed);
    turn = last.turn;
    after = last.after;
    groups = last.groups;
    members = last.members;
    lastMillis = last.lastMillis;
  }

  /**
   * What would go, and when.
   *
   * @param groups groups that were only observed and are to be pruned
   * @param members how many members would go from them by what was observed
   * @param over until the last of them
   */
  record Seen(long groups, long members, Duration over) {}

  /** What has been seen so far. */
  Seen seen() {
    return new Seen(groups, members, Duration.ofMillis(lastMillis));
  }

  /** Whether there are no more jobs. */
  boolean isDone() {
    return turn == ORDER.size();
  }

  /**
   * Takes the next few jobs.
   *
   * @param isToChange whether to let them go, not only to count
   * @return how far it is then
   */
  PolicyRollout step(Session session, int limit, boolean isToChange) throws SQLException {
    PolicyRollout next = new PolicyRollout(this);
    next.take(session, limit, isToChange);
    return next;
  }

  private void take(Session session, int limit, boolean isToChange) throws SQLException {
    JobState state = ORDER.get(turn);
    List<DueTimes.Found> jobs = DueTimes.toLetGo(session, state, after, limit);
    long soonest = session.now() + session.noticeMillis();
    List<DueTimes.Due> places = new ArrayList<>();
    for (DueTimes.Found job : jobs) {
      after = job.job();
      if (placed.contains(job.job())) {
        continue;
      }
      Optional<Observed> observed = RunHistory.observed(session, job.key());
      Optional<PolicySettings> policy =
          observed.map(run -> policyOf(job.key(), run)).filter(each -> mayGo(each, isToChange));
      long due = job.dueMillis();
      if (policy.isPresent()) {
        long place = place(job.key().sdkAppId(), policy.get(), observed.get());
        due = Math.max(soonest + place, job.run().isEmpty() ? 0 : due);
        if (state == JobState.RUNNING) {
          placed.add(job.job());
        }
      } else if (due > soonest && job.run().isEmpty()) {
        due = soonest;
      }
      places.add(new DueTimes.Due(job, due));
    }
    if (isToChange) {
      DueTimes.letGo(session, places);
    }
    if (jobs.size() < limit) {
      turn++;
      after = 0;
    }
  }

  private PolicySettings policyOf(GroupKey key, Observed observed) {
    return policies.policyFor(key.sdkAppId(), key.groupId(), observed.type());
  }

  /** Who only counts wants to know what enforcing would mean. */
  private boolean mayGo(PolicySettings policy, boolean isToChange) {
    return isToChange ? policy.modeAt(now) == Mode.ENFORCE : policy.mode() != Mode.OFF;
  }

  private long place(long sdkAppId, PolicySettings policy, Observed observed) {
    groups++;
    members += observed.members();
    if (policy.maxPerDayApp().isEmpty()) {
      return 0;
    }
    long earlier =
        before.merge(sdkAppId, (long) observed.members(), Long::sum) - observed.members();
    long place = DAY_MILLIS * earlier / policy.maxPerDayApp().get();
    long millis = ORDER.get(turn) == JobState.RESTING ? place % DAY_MILLIS : place;
    lastMillis = Math.max(lastMillis, millis);
    return millis;
  }
}
