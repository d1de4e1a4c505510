package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Scope;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The stop button's state in the database. */
public record StoredPauses(Store store, ServedApps apps, ComingRuns coming) implements Pauses {

  @Override
  public Future<List<PauseView>> list() {
    return store
        .read(PauseTable::list)
        .map(pauses -> pauses.stream().map(StoredPauses::view).toList());
  }

  @Override
  public Future<PauseView> pause(Scope scope, String reason, Instant until, Actor by) {
    return apps.ifServed(
        scope.sdkAppId(), () -> store.write(session -> pause(session, scope, reason, until, by)));
  }

  private static PauseView pause(
      Session session, Scope scope, String reason, Instant until, Actor by) throws SQLException {
    Instant now = Instant.ofEpochMilli(session.now());
    Pause pause = new Pause(app(scope), group(scope), reason, until, by.name(), now);
    PauseTable.pause(session, pause);
    String target = until == null ? null : "until " + until;
    new Doing(by, "pause", scope.sdkAppId(), scope.groupId(), target, reason).write(session);
    return view(pause);
  }

  @Override
  public Future<Begun> resume(Scope scope, String reason, Actor by) {
    return store
        .write(
            session -> {
              int ended = PauseTable.resume(session, app(scope), group(scope));
              new Doing(by, "resume", scope.sdkAppId(), scope.groupId(), null, reason)
                  .write(session);
              return new Resumed(
                  ended,
                  scope.groupId() == null ? null : ComingRuns.stored(session, key(scope)),
                  PauseTable.list(session));
            })
        .compose(resumed -> told(scope, resumed));
  }

  /** Group is null where the pause was of more than one. */
  private record Resumed(int count, ComingRuns.Stored group, List<Pause> left) {}

  private Future<Begun> told(Scope scope, Resumed resumed) {
    Future<BoundsView> bounds =
        resumed.group() == null
            ? Future.succeededFuture(coming.ofScope(scope.sdkAppId(), resumed.left()))
            : coming.of(key(scope), false, resumed.group());
    return bounds.map(view -> new Begun(resumed.count(), view));
  }

  private static GroupKey key(Scope scope) {
    return GroupKey.of(scope.sdkAppId(), scope.groupId());
  }

  private static long app(Scope scope) {
    return scope.sdkAppId() == null ? Pause.ALL_APPS : scope.sdkAppId();
  }

  private static String group(Scope scope) {
    return scope.groupId() == null ? Pause.ALL_GROUPS : scope.groupId();
  }

  static PauseView view(Pause pause) {
    Scope scope =
        new Scope(
            pause.sdkAppId() == Pause.ALL_APPS ? null : pause.sdkAppId(),
            pause.groupId().isEmpty() ? null : pause.groupId());
    return new PauseView(scope, pause.reason(), pause.until(), pause.by(), pause.at());
  }
}
