package dev.headroom.jobs;

import dev.headroom.config.PruneSettings;
import dev.headroom.store.Change;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that groups are judged by another policy than before, and rolls it out, see {@link
 * PolicyRollout}: over a restart, when {@code enforceFrom} has passed, when the settings have
 * changed.
 *
 * <p>Works on one context; its methods may be called from any thread.
 */
public final class PolicyChange {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyChange.class);
  private static final long LOOK_MILLIS = 1_000;
  private static final long PAUSE_MILLIS = 10_000;

  /** Jobs of one transaction: callbacks wait behind it. */
  private static final int STEP = 100;

  private final Vertx vertx;
  private final Context context;
  private final Store store;
  private final Supplier<PruneSettings> policies;
  private final Clock clock;
  private volatile String seen;
  private long timer = -1;
  private volatile boolean stopped;

  /**
   * Looks at nothing before {@link #start()}. The context it is made on becomes its own.
   *
   * @param policies as they are now
   */
  public PolicyChange(Vertx vertx, Store store, Supplier<PruneSettings> policies, Clock clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.store = store;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Rolls the policy out if it is not the one that was seen last, then watches it. To be called
   * while no job can be claimed.
   */
  public Future<Void> start() {
    return store
        .read(SeenPolicy::last)
        .compose(
            last -> {
              String now = mark();
              if (last.isPresent() && !last.get().equals(now)) {
                return rollOut(now);
              }
              tellWhatWouldGo();
              return note(now);
            })
        .onSuccess(ready -> context.runOnContext(go -> lookIn(LOOK_MILLIS)));
  }

  /** Ends before the next step. */
  public Future<Void> stop() {
    stopped = true;
    context.runOnContext(go -> vertx.cancelTimer(timer));
    return Future.succeededFuture();
  }

  private String mark() {
    return SeenPolicy.mark(policies.get(), clock.instant());
  }

  private void lookIn(long millis) {
    if (!stopped) {
      timer = vertx.setTimer(millis, id -> look());
    }
  }

  private void look() {
    String now = mark();
    if (now.equals(seen)) {
      lookIn(LOOK_MILLIS);
      return;
    }
    rollOut(now)
        .onComplete(
            done -> lookIn(LOOK_MILLIS),
            failure -> {
              LOG.warn("Groups still rest under the former policy: {}", failure.getMessage());
              lookIn(PAUSE_MILLIS);
            });
  }

  private Future<Void> rollOut(String mark) {
    return overAllGroups(true)
        .compose(rollout -> note(mark).map(rollout.seen()))
        .onSuccess(
            told -> {
              LOG.info("The policy has changed: rests end");
              if (told.groups() > 0) {
                LOG.warn(
                    "ENFORCING BEGINS for groups that were only observed so far: groups={}"
                        + " members={} hours={}",
                    told.groups(),
                    told.members(),
                    hours(told.over()));
              }
            })
        .mapEmpty();
  }

  /** All groups, step by step; letting them go, or only counting. */
  private Future<PolicyRollout> overAllGroups(boolean isToChange) {
    AtomicReference<PolicyRollout> reached =
        new AtomicReference<>(new PolicyRollout(policies.get(), clock.instant()));
    Change<PolicyRollout> step = session -> reached.get().step(session, STEP, isToChange);
    return Steps.whileMore(
            () ->
                stopped
                    ? Future.failedFuture("stopped; the next start goes on")
                    : (isToChange ? store.write(step) : store.read(step))
                        .map(
                            next -> {
                              reached.set(next);
                              return !next.isDone();
                            }))
        .map(done -> reached.get());
  }

  private Future<Void> note(String mark) {
    return store
        .<Void>write(
            session -> {
              SeenPolicy.note(session, mark);
              return null;
            })
        .onSuccess(noted -> seen = mark);
  }

  /** So that nobody switches to enforce without knowing. */
  private void tellWhatWouldGo() {
    overAllGroups(false)
        .onComplete(
            counted -> {
              PolicyRollout.Seen told = counted.seen();
              if (told.groups() > 0) {
                LOG.info(
                    "Only observed so far, these would go if they were pruned now: groups={}"
                        + " members={}",
                    told.groups(),
                    told.members());
              }
            },
            failure -> {
              if (!stopped) {
                LOG.warn("Observed groups could not be counted: {}", failure.getMessage());
              }
            });
  }

  private static String hours(Duration time) {
    return "%d:%02d".formatted(time.toHours(), time.toMinutesPart());
  }
}
