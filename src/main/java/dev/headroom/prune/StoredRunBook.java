package dev.headroom.prune;

import dev.headroom.config.PolicySettings;
import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Backoff;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.PauseTable;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.jobs.SeenPolicy;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.ledger.RunEnds;
import dev.headroom.store.Change;
import dev.headroom.store.DatabaseClock;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Ledger and job table as a run writes them: what belongs together changes in one transaction. Safe
 * for use from any context.
 */
public final class StoredRunBook implements RunBook {

  private final Store store;
  private final Supplier<PruneSettings> settings;
  private final Runnable runEnded;
  private final Clock clock;
  private final Backoff backoff = new Backoff();

  /**
   * A book in that store.
   *
   * @param settings the policies as they are now: the fence asks them for the mode
   * @param runEnded called after a commit that ended a run
   */
  public StoredRunBook(
      Store store, Supplier<PruneSettings> settings, Runnable runEnded, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.runEnded = Objects.requireNonNull(runEnded, "runEnded");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public Future<Fence> intend(Task task, Run run, List<Removal> removals, Terms terms) {
    return store.write(session -> intend(session, task, run, removals, terms));
  }

  private Fence intend(Session session, Task task, Run run, List<Removal> removals, Terms terms)
      throws SQLException {
    // Runs of other groups of the app count against the same limit, on whatever node. The wait may
    // be long, so the job's row is not held meanwhile: callbacks of its group wait for whoever
    // does.
    session.lock("limits of " + run.key().sdkAppId());
    if (!holds(session, task, terms)) {
      return new Fence.Closed(Refusal.LEASE);
    }
    if (DatabaseClock.isFar(session.now(), clock)) {
      return new Fence.Closed(Refusal.CLOCK);
    }
    if (!PauseTable.of(session, run.key()).isEmpty()) {
      return new Fence.Closed(Refusal.PAUSED);
    }
    if (modeNow(session, run) != Mode.ENFORCE) {
      return new Fence.Closed(Refusal.MODE);
    }
    if (isRestored(session, task.key(), removals, terms.protectRestored())) {
      return new Fence.Closed(Refusal.RESTORE);
    }
    var taken = Ledger.taken(session, run.key());
    int more = removals.size();
    if (Ledger.takenByRun(session, run.id()) + more > terms.maxPerRun()
        || taken.group() + more > terms.limits().perGroup()
        || taken.app() + more > terms.limits().perApp()) {
      return new Fence.Closed(Refusal.LIMIT);
    }
    if (!holds(session, task, terms)) {
      return new Fence.Closed(Refusal.LEASE);
    }
    long beforeCommit = System.nanoTime();
    return new Fence.Open(Ledger.intend(session, run, removals), beforeCommit);
  }

  private static boolean holds(Session session, Task task, Terms terms) throws SQLException {
    return JobTable.holds(session, task.job(), task.lease(), terms.lease().toMillis());
  }

  private static boolean isRestored(
      Session session, GroupKey key, List<Removal> removals, Duration protection)
      throws SQLException {
    Map<String, Instant> until = RestoreTable.protectedUntil(session, key, protection);
    return RestoreTable.waits(session, key)
        || removals.stream().anyMatch(removal -> until.containsKey(removal.account()));
  }

  private Mode modeNow(Session session, Run run) throws SQLException {
    boolean enforce = RequestTable.find(session, run.id()).filter(Request::enforce).isPresent();
    return Bounds.configured(policyNow(run), enforce, clock.instant()).mode();
  }

  private PolicySettings policyNow(Run run) {
    return settings.get().policyFor(run.key().sdkAppId(), run.key().groupId(), run.type());
  }

  @Override
  public Future<Void> settle(Run run, int batch, Map<String, Fate> fates) {
    return telling(session -> Ledger.settle(session, run.id(), batch, fates)).mapEmpty();
  }

  @Override
  public Future<Boolean> finish(Task task, RunEnd end, long seqSeen, Duration rest, int restLevel) {
    return end(
        end,
        session -> {
          long place = JobTable.placeMillis(session, task.job());
          if (isPolicyOld(end.run()) || (place > 0 && end.outcome() == Outcome.OBSERVED)) {
            return JobTable.finish(
                session, task.job(), task.lease(), seqSeen, Math.max(0, place), 0);
          }
          Duration cooldown = policyNow(end.run()).cooldown();
          // Another node has let the groups go under its policy already. No less than cooldown, or
          // two nodes that never agree would look at a full group all the time.
          boolean isShort =
              rest.compareTo(cooldown) >= 0
                  && SeenPolicy.isOther(session, settings.get(), clock.instant());
          return JobTable.finish(
              session,
              task.job(),
              task.lease(),
              seqSeen,
              (isShort ? cooldown : rest).toMillis(),
              isShort ? 0 : restLevel);
        });
  }

  /** Rests ended when the policy changed under way, and this one would have been among them. */
  private boolean isPolicyOld(Run run) {
    return !policyNow(run).hash().equals(run.policy());
  }

  @Override
  public Future<Boolean> dead(Task task, RunEnd end) {
    long again = backoff.delayMillis(task.attempts());
    return end(
        end,
        session -> JobTable.dead(session, task.job(), task.lease(), task.seq(), again, end.note()));
  }

  @Override
  public Future<Boolean> deadWithoutRun(Task task, String cause) {
    long again = backoff.delayMillis(task.attempts());
    return telling(
        session -> {
          boolean held = JobTable.dead(session, task.job(), task.lease(), task.seq(), again, cause);
          if (held) {
            Ledger.abandon(session, task.run());
            if (RestoreTable.waits(session, task.key())) {
              JobTable.restore(session, task.key());
            }
          }
          return held;
        });
  }

  /** The job's next state and the run's end, together or not at all. */
  private Future<Boolean> end(RunEnd end, Change<Boolean> job) {
    Change<Boolean> together =
        session -> {
          boolean held = job.apply(session);
          if (held) {
            RunEnds.finish(session, end);
            if (RestoreTable.waits(session, end.run().key())) {
              JobTable.restore(session, end.run().key());
            }
          }
          return held;
        };
    return telling(together);
  }

  /** What is committed may have ended a run: then it is told. */
  private Future<Boolean> telling(Change<Boolean> change) {
    return store
        .write(change)
        .onSuccess(
            held -> {
              if (held) {
                runEnded.run();
              }
            });
  }

  @Override
  public Future<Boolean> retry(Task task, boolean counts, Duration pause, String cause) {
    long delay = counts ? backoff.delayMillis(task.attempts()) : pause.toMillis();
    return store.write(
        session ->
            JobTable.retry(
                session,
                task.job(),
                task.lease(),
                counts,
                Math.max(delay, placeMillis(session, task)),
                cause));
  }

  /** A run that has meant somebody is not kept from its end. */
  private static long placeMillis(Session session, Task task) throws SQLException {
    return Ledger.open(session, task.run()).isEmpty()
        ? JobTable.placeMillis(session, task.job())
        : 0;
  }
}
