package dev.headroom.restore;

import dev.headroom.event.Cause;
import dev.headroom.jobs.Backoff;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.RequestTable;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.ledger.Returnee;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** RestoreTable and the job table as a restore sees them. Safe for use from any context. */
public final class StoredRestoreBook implements RestoreBook {

  private final Store store;
  private final Backoff backoff = new Backoff();

  public StoredRestoreBook(Store store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  public Future<Boolean> isRestore(Task task) {
    return store.read(
        session ->
            (task.cause() == Cause.RESTORE || RestoreTable.waits(session, task.key()))
                && Ledger.open(session, task.run()).isEmpty());
  }

  @Override
  public Future<List<Returnee>> waiting(Task task, int limit) {
    return store.read(session -> RestoreTable.waiting(session, task.key(), limit));
  }

  @Override
  public Future<OptionalLong> intend(
      Task task, List<Returnee> returnees, Returnee.Way way, Duration lease) {
    return store.write(
        session -> {
          boolean open =
              JobTable.holds(session, task.job(), task.lease(), lease.toMillis())
                  && RestoreTable.intend(session, task.key(), returnees, way);
          return open ? OptionalLong.of(System.nanoTime()) : OptionalLong.empty();
        });
  }

  @Override
  public Future<Boolean> settle(Task task, Map<Returnee, Verdict> verdicts) {
    return store.write(
        session -> {
          boolean held = JobTable.holds(session, task.job(), task.lease(), 0);
          if (held) {
            for (Map.Entry<Verdict, List<Returnee>> each : alike(verdicts).entrySet()) {
              Verdict verdict = each.getKey();
              RestoreTable.settle(
                  session, task.key(), each.getValue(), verdict.result(), verdict.detail());
            }
          }
          return held;
        });
  }

  private static Map<Verdict, List<Returnee>> alike(Map<Returnee, Verdict> verdicts) {
    return verdicts.keySet().stream().collect(Collectors.groupingBy(verdicts::get));
  }

  @Override
  public Future<Optional<Integer>> settleAll(Task task, Verdict verdict) {
    return store.write(
        session ->
            JobTable.holds(session, task.job(), task.lease(), 0)
                ? Optional.of(
                    RestoreTable.settleAll(session, task.key(), verdict.result(), verdict.detail()))
                : Optional.empty());
  }

  @Override
  public Future<Boolean> finish(Task task, Duration rest) {
    // What was asked before the restore is still to be done.
    long seqSeen = task.cause() == Cause.RESTORE ? task.seq() : Task.NO_SEQ;
    return store.write(
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
    return store.write(
        session -> JobTable.retry(session, task.job(), task.lease(), counts, delay, cause));
  }
}
