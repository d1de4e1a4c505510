package dev.headroom.prune;

import dev.headroom.jobs.Task;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Taken;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The facts where there is no database: nothing was ever done. */
final class NoFacts implements RunFacts {

  @Override
  public Future<Optional<OpenRun>> resume(Task task) {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Optional<OperatorRequest>> request(Task task) {
    return Future.succeededFuture(Optional.empty());
  }

  @Override
  public Future<Taken> taken(Task task) {
    return Future.succeededFuture(new Taken(0, 0));
  }

  @Override
  public Future<Optional<Duration>> untilRoom(Task task, DayLimits limits) {
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
  public Future<Long> seq(Task task) {
    return Future.succeededFuture(task.seq());
  }
}
