package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.RunId;
import dev.headroom.ledger.RestoreHistory;
import dev.headroom.ledger.RestoreHistory.Progress;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.RestoreTable;
import dev.headroom.ledger.RestoreTable.Removed;
import dev.headroom.ledger.RestoreTable.Request;
import dev.headroom.ledger.RunHistory;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Scope;
import dev.headroom.restore.RestoreJobs;
import dev.headroom.store.Change;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Restores in the database: a request and all its members are one commit, and the jobs that it
 * needs follow step by step, whatever happens in between.
 */
public record StoredRestores(Store store, ServedApps apps, RestoreJobs jobs) implements Restores {

  @Override
  public Future<String> ofRun(String run, List<String> accounts, String reason, Actor by) {
    return begun(
        session -> {
          GroupKey key =
              RunHistory.find(session, run)
                  .map(found -> found.summary().run().key())
                  .orElseThrow(StoredRestores::noSuchRun);
          apps.check(key.sdkAppId());
          List<Removed> removed = chosen(RestoreTable.removedBy(session, run), accounts);
          Scope scope = new Scope(key.sdkAppId(), key.groupId());
          return write(session, removed, run, null, null, scope, reason, by);
        });
  }

  private static List<Removed> chosen(List<Removed> removed, List<String> accounts) {
    if (accounts == null) {
      return removed;
    }
    Set<String> wanted = new HashSet<>(accounts);
    List<Removed> chosen =
        removed.stream().filter(member -> wanted.remove(member.account())).toList();
    if (!wanted.isEmpty()) {
      throw new Refusal(
          409,
          "not-removed",
          wanted.size() + " of the accounts were not removed by that run",
          "name accounts whose fate is removed in /api/runs/{id}, or leave accounts out");
    }
    return chosen;
  }

  @Override
  public Future<String> ofSpan(Instant from, Instant to, Scope scope, String reason, Actor by) {
    return begun(
        session -> {
          apps.check(scope.sdkAppId());
          Collection<Long> named = apps.named(scope.sdkAppId());
          List<Removed> removed = RestoreTable.removedIn(session, from, to, named, scope.groupId());
          return write(session, removed, null, from, to, scope, reason, by);
        });
  }

  /** Once the request is written down it will be carried out: no failure after that is told. */
  private Future<String> begun(Change<String> request) {
    return Refusals.write(store, request).compose(id -> jobs.tell().otherwiseEmpty().map(id));
  }

  private static String write(
      Session session,
      List<Removed> removed,
      String run,
      Instant from,
      Instant to,
      Scope scope,
      String reason,
      Actor by)
      throws SQLException {
    if (removed.isEmpty()) {
      throw new Refusal(
          409,
          "nobody-removed",
          "nobody was removed there",
          "see /api/runs: only members whose fate is removed can be brought back");
    }
    if (removed.size() > RestoreTable.MOST_MEMBERS) {
      throw new Refusal(
          409,
          "too-many",
          "that would be more than " + RestoreTable.MOST_MEMBERS + " members in one restore",
          "ask for shorter spans of time, or for one app or group, one after the other");
    }
    String id = RunId.next(session.now());
    Request request =
        new Request(id, by.name(), reason, run, from, to, scope.sdkAppId(), scope.groupId());
    RestoreTable.ask(session, request, removed);
    new Doing(by, "restore", scope.sdkAppId(), scope.groupId(), id, reason).write(session);
    return id;
  }

  private static Refusal noSuchRun() {
    return new Refusal(404, "no-such-run", "there is no run of that id", "see /api/runs");
  }

  @Override
  public Future<List<RestoreView>> list(Cursor after, int limit) {
    return store.read(
        session ->
            RestoreHistory.list(
                    session,
                    after == null ? null : after.number(),
                    after == null ? null : after.id(),
                    limit)
                .stream()
                .map(StoredRestores::view)
                .toList());
  }

  @Override
  public Future<Optional<RestoreView.Detail>> find(String id) {
    return store.read(
        session -> {
          Optional<Progress> found = RestoreHistory.find(session, id);
          if (found.isEmpty()) {
            return Optional.empty();
          }
          List<RestoreView.Member> members =
              RestoreHistory.members(session, id).stream()
                  .map(
                      entry ->
                          new RestoreView.Member(
                              entry.key(),
                              entry.account(),
                              entry.run(),
                              entry.joinTime(),
                              entry.result(),
                              entry.detail(),
                              entry.settledAt()))
                  .toList();
          return Optional.of(new RestoreView.Detail(view(found.get()), members));
        });
  }

  private static RestoreView view(Progress progress) {
    Request request = progress.request();
    return new RestoreView(
        request.id(),
        request.by(),
        progress.at(),
        request.reason(),
        request.run(),
        request.from(),
        request.to(),
        new Scope(request.sdkAppId(), request.groupId()),
        state(progress),
        progress.counts());
  }

  private static RestoreView.State state(Progress progress) {
    if (!progress.counts().containsKey(RestoreResult.WAITING)) {
      return RestoreView.State.DONE;
    }
    return progress.counts().size() == 1 && progress.tried() == 0
        ? RestoreView.State.WAITING
        : RestoreView.State.RUNNING;
  }
}
