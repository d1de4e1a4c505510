package dev.headroom.manage.api;

import dev.headroom.event.Outcome;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.ledger.Fate;
import dev.headroom.ledger.RestoreHistory;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunRecord;
import dev.headroom.manage.Cursor;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Shows the ledger's runs to the management port. */
public final class RunViews implements Runs {

  private final Store store;

  public RunViews(Store store) {
    this.store = Objects.requireNonNull(store, "store");
  }

  @Override
  public Future<List<RunView>> list(String groupId, Outcome outcome, Cursor after, int limit) {
    RunHistory.Position position =
        after == null ? null : new RunHistory.Position(after.number(), after.id());
    return store.read(
        session ->
            RunHistory.list(session, groupId, outcome, position, limit).stream()
                .map(RunViews::view)
                .toList());
  }

  @Override
  public Future<Optional<RunView.Detail>> find(String id) {
    return store.read(
        session -> {
          Optional<RunRecord.Detail> run = RunHistory.find(session, id);
          if (run.isEmpty()) {
            return Optional.empty();
          }
          Optional<Request> release = RequestTable.releaseOf(session, id);
          return Optional.of(
              detail(
                  run.get(),
                  release.map(RunViews::release).orElse(null),
                  RestoreHistory.ofRun(session, id)));
        });
  }

  private static RunView.Release release(Request request) {
    return new RunView.Release(request.by(), request.at(), request.run());
  }

  private static RunView.Detail detail(
      RunRecord.Detail detail, RunView.Release release, List<RestoreHistory.Undone> undone) {
    Map<String, RestoreResult> results = new HashMap<>();
    undone.forEach(each -> results.put(each.account(), each.result()));
    List<RunView.Member> members =
        detail.members().stream()
            .map(
                entry ->
                    new RunView.Member(
                        entry.removal(),
                        entry.fate(),
                        entry.batch(),
                        entry.fate() == Fate.REMOVED || entry.fate() == Fate.UNKNOWN
                            ? results.get(entry.removal().account())
                            : null))
            .toList();
    return new RunView.Detail(
        view(detail.summary()),
        members,
        detail.wouldRemove(),
        detail.left(),
        release,
        undone.stream().map(RestoreHistory.Undone::restore).distinct().toList());
  }

  private static RunView view(RunRecord run) {
    return new RunView(
        run.run(),
        run.outcome(),
        run.after(),
        run.removedCount(),
        run.spared(),
        run.note(),
        run.finishedAt(),
        run.times(),
        run.lastAt());
  }
}
