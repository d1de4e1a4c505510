package dev.headroom;

import dev.headroom.event.Cause;
import dev.headroom.event.Returnee;
import dev.headroom.event.Task;
import dev.headroom.jobs.Backoff;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.RequestTable;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.restore.RestoreBook;
import dev.headroom.store.Change;
import dev.headroom.store.Store;
import dev.headroom.store.StoreException;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** RestoreTable and the job table as a restore sees them. Safe for use from any context. */
final class StoredRestoreBook implements RestoreBook {

  /** No job has this seq: what was asked before the restore is still to be done. */
  private static final long ANOTHER = -1;

  private final Store store;
  private final Backoff backoff = new Backoff();

  StoredRestoreBook(Store store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  public Future<Boolean> isRestore(Task task) {
    return read(
        session ->
            (task.cause() == Cause.RESTORE || RestoreTable.waits(session, task.key()))
                && Ledger.open(session, task.run()).isEmpty());
  }

  @Override
  public Future<List<Returnee>> waiting(Task task, int limit) {
    return read(session -> RestoreTable.waiting(session, task.key(), limit));
  }

  @Override
  public Future<OptionalLong> intend(
      Task task, List<Returnee> returnees, Returnee.Way way, Duration lease) {
    return write(
        session -> {
          boolean open =
              JobTable.holds(session, task.job(), task.lease(), lease.toMillis())
                  && RestoreTable.intend(session, task.key(), returnees, way);
          return open ? OptionalLong.of(System.nanoTime()) : OptionalLong.empty();
        });
  }

  @Override
  public Future<Boolean> settle(Task task, Map<Returnee, Verdict> verdicts) {
    return write(
        session -> {
          boolean held = JobTable.holds(session, task.job(), task.lease(), 0);
          if (held) {
            for (Map.Entry<Returnee, Verdict> each : verdicts.entrySet()) {
              Verdict verdict = each.getValue();
              RestoreTable.settle(
                  session, task.key(), each.getKey(), verdict.result(), verdict.detail());
            }
          }
          return held;
        });
  }

  @Override
  public Future<Optional<Integer>> settleAll(Task task, Verdict verdict) {
    return write(
        session ->
            JobTable.holds(session, task.job(), task.lease(), 0)
                ? Optional.of(
                    RestoreTable.settleAll(session, task.key(), verdict.result(), verdict.detail()))
                : Optional.empty());
  }

  @Override
  public Future<Boolean> finish(Task task, Duration rest) {
    long seqSeen = task.cause() == Cause.RESTORE ? task.seq() : ANOTHER;
    return write(
        session -> {
          boolean promised = RequestTable.find(session, task.run()).isPresent();
          boolean held =
              JobTable.restored(
                  session, task.job(), task.lease(), seqSeen, rest.toMillis(), promised);
          if (held && RestoreTable.waits(session, task.key())) {
            JobTable.restore(session, task.key());
          }
          return held;
        });
  }

  @Override
  public Future<Boolean> retry(Task task, boolean counts, Duration pause, String cause) {
    long delay = counts ? backoff.delayMillis(task.attempts()) : pause.toMillis();
    return write(
        session -> JobTable.retry(session, task.job(), task.lease(), counts, delay, cause));
  }

  private <T> Future<T> read(Change<T> query) {
    return store.read(query).recover(StoredRestoreBook::failed);
  }

  private <T> Future<T> write(Change<T> change) {
    return store.write(change).recover(StoredRestoreBook::failed);
  }

  private static <T> Future<T> failed(Throwable cause) {
    boolean ofStore = cause instanceof SQLException || cause instanceof StoreException;
    return Future.failedFuture(ofStore ? new Unavailable(cause) : cause);
  }
}
