package dev.headroom.prune;

import dev.headroom.jobs.Task;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The book where there is no database: nothing was ever done, and nothing can be written. */
public final class NoBook implements RunBook {

  @Override
  public Future<Optional<OpenRun>> resume(Task task) {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Optional<Duration>> untilRoom(Task task, int maxPerDayGroup, int maxPerDayApp) {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Boolean> restoreWaits(Task task) {
    return Future.succeededFuture(false);
  }

  @Override
  public Future<Map<String, Instant>> restored(Task task, Duration protection) {
    return Future.succeededFuture(Map.of());
  }

  @Override
  public Future<Taken> taken(Task task) {
    return Future.succeededFuture(new Taken(0, 0));
  }

  @Override
  public Future<Fence> intend(Task task, Run run, List<Removal> removals, Terms terms) {
    return refused();
  }

  @Override
  public Future<Void> settle(Run run, int batch, Map<String, Fate> fates) {
    return refused();
  }

  @Override
  public Future<Long> seq(Task task) {
    return Future.succeededFuture(task.seq());
  }

  @Override
  public Future<Boolean> finish(Task task, RunEnd end, long seqSeen, Duration rest, int restLevel) {
    return refused();
  }

  @Override
  public Future<Boolean> retry(Task task, boolean counts, Duration pause, String cause) {
    return refused();
  }

  @Override
  public Future<Boolean> dead(Task task, RunEnd end) {
    return refused();
  }

  @Override
  public Future<Boolean> deadWithoutRun(Task task, String cause) {
    return refused();
  }

  private static <T> Future<T> refused() {
    return Future.failedFuture(new IllegalStateException("there is no ledger to write to"));
  }
}
