package dev.headroom.jobs;

import dev.headroom.config.JobsSettings;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.store.CallerContext;
import dev.headroom.store.Change;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests for room into the job table. May be called from any thread.
 *
 * <p>A group known to wait needs no write: its next run begins after every request that finds it
 * waiting. For that to hold, what is known follows the commits in their order and is forgotten
 * before a claim's future completes, so no run begins unseen. On a database that other nodes write
 * too it is known for a moment only, see {@link KnownWaiting}.
 */
public final class Jobs {

  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
  private static final Future<Void> ACCEPTED = Future.succeededFuture();
  private static final int MOST_PENDING = 100_000;
  private static final int CHECKS_PER_DEADLINE = 10;
  private static final long COUNT_MILLIS = 5_000;

  private final Vertx vertx;
  private final Store store;
  private final JobsSettings settings;
  private final Announcer announcer;
  private final LongSupplier nanoTime;
  private final KnownWaiting waiting;
  private final Map<GroupKey, PendingWrite> pending = new ConcurrentHashMap<>();
  private final Set<PendingWrite> unanswered = ConcurrentHashMap.newKeySet();
  private volatile long waitingOfAll;
  private final AtomicLong failures = new AtomicLong();

  /** How many of them are over; at the start nothing is known yet. */
  private volatile long failuresOver = -1;

  private long timer = -1;
  private long counting = -1;

  /** Jobs of this node. */
  public Jobs(Vertx vertx, Store store, JobsSettings settings, Announcer announcer) {
    this(vertx, store, settings, announcer, System::nanoTime);
  }

  Jobs(
      Vertx vertx, Store store, JobsSettings settings, Announcer announcer, LongSupplier nanoTime) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.store = Objects.requireNonNull(store, "store");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.announcer = Objects.requireNonNull(announcer, "announcer");
    this.nanoTime = nanoTime;
    waiting = new KnownWaiting(store.isShared());
  }

  /** What a commit tells: the row, and when it was asked for. */
  private record Written(JobTable.Accepted accepted, long askedNanos) {}

  /**
   * Begins. A database of our own is taken over from the former process: its leases are void, its
   * runs to be resumed. On a shared one the leases of other nodes are theirs until they end.
   */
  public Future<Void> start() {
    timer =
        vertx.setPeriodic(
            Math.max(1, settings.ackDeadline().toMillis() / CHECKS_PER_DEADLINE),
            id -> failOverdue());
    if (store.isShared()) {
      counting = vertx.setPeriodic(COUNT_MILLIS, id -> countOrLog());
      return count();
    }
    return store
        .write(Leases::voidAll)
        .onSuccess(leases -> LOG.atInfo().addKeyValue("resumed", leases).log("Jobs taken over"))
        .mapEmpty();
  }

  /** Tells what has not been told yet. What is pending is the store's to finish. */
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    vertx.cancelTimer(counting);
    announcer.flush();
    return Future.succeededFuture();
  }

  /** What other nodes have taken waits too. */
  private Future<Void> count() {
    return store
        .read(session -> JobQueries.waiting(session, settings.maxWaiting()))
        .onSuccess(count -> waitingOfAll = count)
        .mapEmpty();
  }

  private void countOrLog() {
    waiting.forgetOld(nanoTime.getAsLong());
    count()
        .onFailure(failure -> LOG.debug("Waiting jobs were not counted: {}", failure.toString()));
  }

  /**
   * Takes a callback. The contract is that of the callback's intake: completes when the event is
   * durable, is already complete when the group waits anyway, and fails with {@link NotStored} when
   * there is no room or the store does not answer within {@code jobs.ackDeadline}.
   */
  public Future<Void> accept(GroupFull event) {
    Long job = waiting.job(event.key(), nanoTime.getAsLong());
    if (job == null) {
      return write(event, Cause.CALLBACK);
    }
    announcer.accepted(event, 1, job);
    return ACCEPTED;
  }

  /**
   * Completes when requests can be stored, as far as is known. After one could not, only a write
   * like theirs shows that they can again: who is not ready gets none.
   */
  public Future<Void> storesRequests() {
    long known = failures.get();
    if (known == failuresOver) {
      return ACCEPTED;
    }
    return store
        .write(TrialWrite::write)
        .compose(written -> store.write(TrialWrite::takeBack))
        .onSuccess(back -> failuresOver = known);
  }

  /**
   * Takes a request that is not a callback: it is not told on {@code group.full}.
   *
   * @param cause who asks
   */
  public Future<Void> request(GroupFull event, Cause cause) {
    Long job = waiting.job(event.key(), nanoTime.getAsLong());
    return job == null ? write(event, cause) : ACCEPTED;
  }

  /**
   * Claims jobs: the one way by which a run begins.
   *
   * @param claims finds and claims, through {@link Claims#claim(Session, GroupKey, long, long,
   *     long)}
   */
  Future<Claims.Claimed> claim(Change<Claims.Claimed> claims) {
    return store.write(
        claims, claimed -> claimed.tasks().forEach(task -> waiting.begins(task.key())));
  }

  private Future<Void> write(GroupFull event, Cause cause) {
    CallerContext context = CallerContext.of(vertx);
    while (true) {
      PendingWrite write = pending.get(event.key());
      if (write == null) {
        if (isFull()) {
          return Future.failedFuture(
              new NotStored("too many jobs wait; raise jobs.maxWaiting, or add capacity"));
        }
        PendingWrite first = new PendingWrite(cause, nanoTime.getAsLong());
        Future<Void> future = first.join(event, cause, context);
        write = pending.putIfAbsent(event.key(), first);
        if (write == null) {
          submit(event.key(), first);
          return future;
        }
      }
      Future<Void> shared = write.join(event, cause, context);
      if (shared != null) {
        return shared;
      }
    }
  }

  private boolean isFull() {
    return unanswered.size() >= MOST_PENDING
        || Math.max(waiting.size(), waitingOfAll) + pending.size() >= settings.maxWaiting();
  }

  private void submit(GroupKey key, PendingWrite write) {
    unanswered.add(write);
    store
        .write(
            JobTable.row(key),
            session -> {
              close(key, write);
              long asked = nanoTime.getAsLong();
              return new Written(
                  JobTable.accept(session, key, write.cause(), write.requests()), asked);
            },
            written -> waiting.committed(key, written.accepted(), written.askedNanos()))
        .onComplete(
            written -> {
              unanswered.remove(write);
              write.succeed();
              write.announce(announcer, written.accepted().job());
            },
            failure -> failed(key, write));
  }

  /**
   * Nobody joins a write that is being carried out: a run may see it in the table, and look at the
   * group, before those who join have even asked. May run more than once.
   */
  private void close(GroupKey key, PendingWrite write) {
    pending.remove(key, write);
    write.close();
  }

  private void failed(GroupKey key, PendingWrite write) {
    close(key, write);
    unanswered.remove(write);
    failures.incrementAndGet();
    write.fail(new NotStored("the store failed"));
  }

  private void failOverdue() {
    long overdue = nanoTime.getAsLong() - settings.ackDeadline().toNanos();
    for (PendingWrite write : unanswered) {
      if (write.sinceNanos() - overdue <= 0) {
        write.fail(new NotStored("the store did not answer in time"));
      }
    }
  }
}
