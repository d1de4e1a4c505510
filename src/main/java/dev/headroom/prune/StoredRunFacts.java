package dev.headroom.prune;

import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.jobs.Task;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.OpenRun;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.Taken;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Ledger and job table as a run reads them. Safe for use from any context. */
public final class StoredRunFacts implements RunFacts {

  private final Store store;

  /** Those of that store. */
  public StoredRunFacts(Store store) {
    this.store = store;
  }

  @Override
  public Future<Optional<OpenRun>> resume(Task task) {
    return store.read(session -> Ledger.open(session, task.run()));
  }

  @Override
  public Future<Optional<OperatorRequest>> request(Task task) {
    return store.read(
        session -> {
          Optional<Request> request = RequestTable.find(session, task.run());
          return request.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new OperatorRequest(request.get().enforce(), shown(session, request.get())));
        });
  }

  /** Those a released run has shown, without whom its release has removed in earlier tries. */
  private static List<Removal> shown(Session session, Request request) throws SQLException {
    if (request.released() == null) {
      return null;
    }
    Set<String> gone = Ledger.removedBy(session, request.run());
    return shown(session, request.released()).stream()
        .filter(removal -> !gone.contains(removal.account()))
        .toList();
  }

  /** Those whom a braked run has shown. */
  public static List<Removal> shown(Session session, String braked) throws SQLException {
    return RunHistory.find(session, braked).map(run -> run.wouldRemove()).orElse(List.of());
  }

  @Override
  public Future<Taken> taken(Task task) {
    return store.read(session -> Ledger.taken(session, task.key()));
  }

  @Override
  public Future<Optional<Duration>> untilRoom(Task task, DayLimits limits) {
    return store.read(
        session -> Ledger.untilRoom(session, task.key(), limits.perGroup(), limits.perApp()));
  }

  @Override
  public Future<Boolean> restoreWaits(Task task) {
    return store.read(session -> RestoreTable.waits(session, task.key()));
  }

  @Override
  public Future<Map<String, Instant>> restored(Task task, Duration protection) {
    return store.read(session -> RestoreTable.protectedUntil(session, task.key(), protection));
  }

  @Override
  public Future<Long> seq(Task task) {
    return store.read(session -> JobTable.seq(session, task.job()));
  }
}
