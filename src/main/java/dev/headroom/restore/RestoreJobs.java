package dev.headroom.restore;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.JobTable;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the jobs of groups that somebody waits to be brought back to, some at a time, for callbacks
 * of these groups wait for each step. Whoever waits is in the database before the first step: what
 * a process leaves undone, its next start or another node finds. May be called from any thread.
 */
public final class RestoreJobs {

  private static final Logger LOG = LoggerFactory.getLogger(RestoreJobs.class);
  private static final Duration EVERY = Duration.ofSeconds(15);
  private static final int STEP = 100;

  private final Vertx vertx;
  private final Store store;
  private volatile boolean stopped;
  private long timer = -1;

  public RestoreJobs(Vertx vertx, Store store) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.store = Objects.requireNonNull(store, "store");
  }

  /** Looks for what was left undone, now and then every few seconds. */
  public Future<Void> start() {
    timer = vertx.setPeriodic(0, EVERY.toMillis(), id -> tell().otherwiseEmpty());
    return Future.succeededFuture();
  }

  /** Ends before the next step. */
  public Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  /** Completes when the jobs of all groups know; a failure is logged, and made good later. */
  public Future<Void> tell() {
    AtomicReference<GroupKey> last = new AtomicReference<>();
    return Steps.whileMore(() -> stopped ? Future.succeededFuture(false) : step(last))
        .onFailure(
            failure -> {
              if (!stopped) {
                LOG.warn(
                    "Groups of a restore do not begin yet, next try in {} s: {}",
                    EVERY.toSeconds(),
                    failure.toString());
              }
            });
  }

  private Future<Boolean> step(AtomicReference<GroupKey> last) {
    return store
        .read(session -> RestoreTable.unknownToJobs(session, last.get(), STEP))
        .compose(
            groups -> {
              if (groups.isEmpty()) {
                return Future.succeededFuture(false);
              }
              last.set(groups.get(groups.size() - 1));
              return write(groups).map(written -> groups.size() == STEP);
            });
  }

  private Future<Void> write(List<GroupKey> groups) {
    return store.write(
        session -> {
          JobTable.restore(session, groups);
          return null;
        });
  }
}
