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
import java.util.Objects;
import java.util.Optional;

/** The book for a plan: it can be read, and nothing is ever written into it. */
final class PlanBook implements RunBook {

  private final RunBook book;
  private final OperatorRequest order;

  /**
   * Reads in that book.
   *
   * @param order what would be asked of a run that nobody has asked for yet, or null for what is
   *     written
   */
  PlanBook(RunBook book, OperatorRequest order) {
    this.book = Objects.requireNonNull(book, "book");
    this.order = order;
  }

  @Override
  public Future<Optional<OpenRun>> resume(Task task) {
    return book.resume(task);
  }

  @Override
  public Future<Optional<OperatorRequest>> order(Task task) {
    return order == null ? book.order(task) : Future.succeededFuture(Optional.of(order));
  }

  @Override
  public Future<Boolean> restoreWaits(Task task) {
    return book.restoreWaits(task);
  }

  @Override
  public Future<Map<String, Instant>> restored(Task task, Duration protection) {
    return book.restored(task, protection);
  }

  @Override
  public Future<Taken> taken(Task task) {
    return book.taken(task);
  }

  @Override
  public Future<Optional<Duration>> untilRoom(Task task, int maxPerDayGroup, int maxPerDayApp) {
    return book.untilRoom(task, maxPerDayGroup, maxPerDayApp);
  }

  /** What became of an earlier intent is seen, and left for the run itself to write down. */
  @Override
  public Future<Void> settle(Run run, int batch, Map<String, Fate> fates) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Long> seq(Task task) {
    return Future.succeededFuture(task.seq());
  }

  @Override
  public Future<Fence> intend(Task task, Run run, List<Removal> removals, Terms terms) {
    return refused();
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
    return Future.failedFuture(new IllegalStateException("a plan writes nothing"));
  }
}
