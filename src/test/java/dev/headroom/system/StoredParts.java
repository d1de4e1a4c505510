package dev.headroom.system;

import dev.headroom.config.PruneSettings;
import dev.headroom.config.Settings;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.EndedRest;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.jobs.Task;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.api.AllResources;
import dev.headroom.manage.api.GroupsApi;
import dev.headroom.manage.api.ReleasesApi;
import dev.headroom.manage.api.RestoresApi;
import dev.headroom.manage.api.ServedApps;
import dev.headroom.prune.RunBook;
import dev.headroom.prune.RunFacts;
import dev.headroom.prune.StoredRunBook;
import dev.headroom.prune.StoredRunFacts;
import dev.headroom.restore.RestoreBook;
import dev.headroom.restore.RestoreJobs;
import dev.headroom.restore.StoredRestoreBook;
import dev.headroom.store.Change;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What tests in other packages need of this one: the stored books, and an operator's hands. */
public final class StoredParts {

  private static final String VOID =
      "UPDATE jobs SET state = 'waiting', due_at = ?, lost = lost + 1, lease_token = NULL,"
          + " lease_until = NULL, deadline_at = NULL WHERE id = ? AND lease_token = ?";

  private final Store store;
  private final GroupsApi groups;
  private final ReleasesApi releases;
  private final RestoresApi restores;
  private final RestoreJobs restoreJobs;

  /** Hands on that database. */
  public StoredParts(Vertx vertx, Store store, Settings settings) {
    this.store = store;
    this.restoreJobs = new RestoreJobs(vertx, store);
    this.groups = AllResources.groups(store, settings);
    this.releases = AllResources.releases(store, settings);
    this.restores = new RestoresApi(store, new ServedApps(settings), restoreJobs);
  }

  /** The facts of runs. */
  public RunFacts runFacts() {
    return new StoredRunFacts(store);
  }

  /** The book of runs. */
  public RunBook runBook(Supplier<PruneSettings> settings, Clock clock) {
    return new StoredRunBook(store, settings, () -> {}, clock);
  }

  /** The book of restores. */
  public RestoreBook restoreBook() {
    return new StoredRestoreBook(store);
  }

  /** Asks for a run by hand. */
  public Future<String> prune(GroupKey key, boolean enforce) {
    return groups.prune(key, enforce, null, Actor.LOCAL).map(StoredParts::id);
  }

  private static String id(JsonObject answer) {
    return answer.getString("id");
  }

  /** Releases the group's newest braked run, if there is one that can be: the run that does it. */
  public Future<Optional<String>> release(GroupKey key) {
    return ofNewest(
        "SELECT id FROM runs WHERE group_id = ? AND outcome = 'braked' ORDER BY last_at DESC",
        key,
        run -> releases.release(run, null, Actor.LOCAL).map(StoredParts::id));
  }

  /** Asks for those back whom the group's newest batch removed, if any: the id of the restore. */
  public Future<Optional<String>> restore(GroupKey key) {
    return ofNewest(
        "SELECT b.run FROM batches b JOIN removals r ON r.run = b.run WHERE b.group_id = ?"
            + " AND r.fate = 'removed' ORDER BY b.intended_at DESC",
        key,
        run ->
            restores.ofRun(run, null, null, Actor.LOCAL).compose(id -> restoreJobs.tell().map(id)));
  }

  private Future<Optional<String>> ofNewest(
      String query, GroupKey key, Function<String, Future<String>> ask) {
    return store
        .read(session -> session.first(query, row -> row.getString(1), key.groupId()))
        .compose(run -> run.isEmpty() ? Future.succeededFuture(run) : asked(run, ask));
  }

  private static Future<Optional<String>> asked(
      Optional<String> run, Function<String, Future<String>> ask) {
    return ask.apply(run.get())
        .map(Optional::of)
        .recover(
            error ->
                error instanceof Refusal
                    ? Future.succeededFuture(Optional.<String>empty())
                    : Future.failedFuture(error));
  }

  /** Pauses the group. */
  public Future<?> pause(GroupKey key) {
    Change<Void> change =
        session -> {
          Pause pause =
              new Pause(
                  key.sdkAppId(),
                  key.groupId(),
                  "test",
                  null,
                  "test",
                  Instant.ofEpochMilli(session.now()));
          PauseTable.pause(session, pause);
          return null;
        };
    return store.write(change);
  }

  /** Ends that pause. */
  public Future<?> resume(GroupKey key) {
    return store.write(session -> PauseTable.resume(session, key.sdkAppId(), key.groupId()));
  }

  /** Lets the group go, as a changed policy does. */
  public Future<?> endRest(GroupKey key) {
    return store.write(session -> EndedRest.of(session, key));
  }

  /** The lease of the task is over. */
  public Future<?> expire(Task task) {
    return store.write(
        session ->
            session.update(
                "UPDATE jobs SET lease_until = ? WHERE id = ? AND lease_token = ?",
                session.now() - 1,
                task.job(),
                task.lease()));
  }

  /** The process of the task is gone, and the next one has begun. */
  public Future<?> voidLease(Task task) {
    return store.write(session -> session.update(VOID, session.now(), task.job(), task.lease()));
  }
}
