package dev.headroom.jobs;

import dev.headroom.store.Meta;
import dev.headroom.store.Session;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the clock that jobs go by has been set back, also while nobody ran, and brings their
 * times forward by as much: what was due in a minute by a clock that was a day ahead would be due
 * in a day. The time seen last is in the database, so one node does it for all, and goes on where
 * another one stopped.
 *
 * <p>May be called from any thread.
 */
public final class ClockWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** Less than that delays nothing that matters. */
  private static final Duration FAR = Duration.ofSeconds(30);

  private static final int STEP = 100;
  private static final String NAME = "clock";

  private final Vertx vertx;
  private final Store store;
  private final long leaseMillis;
  private final Others others;
  private volatile boolean stopped;
  private long timer = -1;

  /** Times outside of the job table that are to be soon. */
  @FunctionalInterface
  public interface Others {

    /** The clock was set back by so many milliseconds, and tells this time now. */
    void setBack(Session session, long byMillis, long nowMillis) throws SQLException;
  }

  /**
   * Looks at nothing before {@link #start()}.
   *
   * @param lease no lease lasts longer
   * @param others carried out once for each step of the clock
   */
  public ClockWatch(Vertx vertx, Store store, Duration lease, Others others) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.store = Objects.requireNonNull(store, "store");
    this.leaseMillis = lease.toMillis();
    this.others = Objects.requireNonNull(others, "others");
  }

  /** Looks at the clock, then again every few seconds. */
  public Future<Void> start() {
    timer = vertx.setPeriodic(EVERY.toMillis(), id -> lookOrLog());
    return look();
  }

  /** Ends before the next step. */
  public Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void lookOrLog() {
    look()
        .onFailure(failure -> LOG.warn("The clock could not be looked at: {}", failure.toString()));
  }

  /** Completes when all times are right. */
  Future<Void> look() {
    return Steps.whileMore(
        () ->
            store
                .write(this::step)
                .map(
                    seen -> {
                      if (seen.isNew()) {
                        LOG.warn(
                            "The clock was set back by {} s: jobs are due as much earlier",
                            Duration.ofMillis(seen.backMillis()).toSeconds());
                      }
                      return seen.backMillis() > 0 && !stopped;
                    }));
  }

  /**
   * What the database knows.
   *
   * @param atMillis the newest time, or when the step back was noticed
   * @param backMillis by how much jobs are still to be brought forward, or 0
   * @param job id of the last one that was
   */
  private record Seen(long atMillis, long backMillis, long job) {

    static Seen parse(String text) {
      String[] parts = text.split(" ");
      return new Seen(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }

    String text() {
      return atMillis + " " + backMillis + " " + job;
    }

    boolean isNew() {
      return backMillis > 0 && job == 0;
    }
  }

  private Seen step(Session session) throws SQLException {
    session.lock(NAME);
    long now = session.now();
    Seen last = Meta.find(session, NAME).map(Seen::parse).orElse(new Seen(now, 0, 0));
    Seen next;
    if (last.backMillis() > 0) {
      next = bringForward(session, last);
    } else if (now < last.atMillis() - FAR.toMillis()) {
      next = new Seen(now, last.atMillis() - now, 0);
      Leases.endBy(session, now + leaseMillis);
      others.setBack(session, next.backMillis(), now);
    } else {
      next = new Seen(now, 0, 0);
    }
    Meta.note(session, NAME, next.text());
    return next;
  }

  private static Seen bringForward(Session session, Seen last) throws SQLException {
    long soonest = session.now() + session.noticeMillis();
    List<DueTimes.Found> late = DueTimes.dueAfter(session, soonest, last.job(), STEP);
    DueTimes.bringForward(
        session,
        late.stream()
            .map(
                job ->
                    new DueTimes.Due(job, Math.max(soonest, job.dueMillis() - last.backMillis())))
            .toList());
    return late.size() < STEP
        ? new Seen(last.atMillis(), 0, 0)
        : new Seen(last.atMillis(), last.backMillis(), late.get(late.size() - 1).job());
  }
}
