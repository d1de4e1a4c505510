package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.JobQueries;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.PauseTable;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.jobs.RunId;
import dev.headroom.ledger.RunRecord;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.store.Change;
import dev.headroom.store.Session;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;

/** What operators ask of the jobs, each request in one transaction with the record of it. */
public record StoredRequests(Store store, ServedApps apps, ComingRuns coming) implements Requests {

  /** Jobs of one transaction: callbacks wait behind it. */
  private static final int STEP = 500;

  /** What was asked for, durably. */
  private record Written(String run, GroupKey key, ComingRuns.Stored stored) {}

  @Override
  public Future<Asked> prune(GroupKey key, boolean enforce, String reason, Actor by) {
    Future<Written> written =
        whenServed(
            key.sdkAppId(),
            session -> {
              ComingRuns.Stored stored = ComingRuns.stored(session, key);
              String run = ask(session, key, enforce, null, by);
              String action = enforce ? "prune-enforce" : "prune";
              new Doing(by, action, key.sdkAppId(), key.groupId(), run, reason).write(session);
              return new Written(run, key, stored);
            });
    return written.compose(asked -> told(asked, enforce));
  }

  private Future<Asked> told(Written asked, boolean enforce) {
    return coming
        .of(asked.key(), enforce, asked.stored())
        .map(bounds -> new Asked(asked.run(), bounds));
  }

  @Override
  public Future<Asked> release(String braked, String reason, Actor by) {
    Future<Written> written =
        Refusals.write(
            store,
            session -> {
              // Another node may be asked for the same: its release is committed then, and seen.
              session.lock("release of " + braked);
              RunRecord run = Releases.releasable(session, braked);
              GroupKey key = run.run().key();
              apps.check(key.sdkAppId());
              ComingRuns.Stored stored = ComingRuns.stored(session, key);
              RequestTable.unrelease(session, braked);
              String id = ask(session, key, false, braked, by);
              new Doing(by, "release", key.sdkAppId(), key.groupId(), braked, reason)
                  .write(session);
              return new Written(id, key, stored);
            });
    return written.compose(asked -> told(asked, false));
  }

  private static String ask(
      Session session, GroupKey key, boolean enforce, String released, Actor by)
      throws SQLException {
    long now = session.now();
    String run = RunId.next(now);
    RequestTable.ask(
        session, new Request(run, key, enforce, released, by.name(), Instant.ofEpochMilli(now)));
    return run;
  }

  @Override
  public Future<Begun> redrive(GroupKey key, Actor by) {
    Future<ComingRuns.Stored> written =
        whenServed(
            key.sdkAppId(),
            session -> {
              ComingRuns.Stored stored = ComingRuns.stored(session, key);
              if (JobQueries.find(session, key).isEmpty()) {
                throw new Refusal(
                    404, "no-such-job", "this group has no job", "see /api/jobs?state=dead");
              }
              if (!JobTable.redrive(session, key)) {
                throw new Refusal(
                    409,
                    "not-dead",
                    "the job of this group is not dead",
                    "there is nothing to redrive; POST …/prune asks for a run now");
              }
              new Doing(by, "redrive", key.sdkAppId(), key.groupId(), null, null).write(session);
              return stored;
            });
    return written
        .compose(stored -> coming.of(key, false, stored))
        .map(bounds -> new Begun(1, bounds));
  }

  @Override
  public Future<Begun> redrive(Long sdkAppId, Actor by) {
    Future<BoundsView> written =
        whenServed(
            sdkAppId,
            session -> {
              new Doing(by, "redrive-all", sdkAppId, null, null, null).write(session);
              return coming.ofScope(sdkAppId, PauseTable.list(session));
            });
    return written.compose(
        bounds -> steps(apps.named(sdkAppId).iterator(), 0).map(count -> new Begun(count, bounds)));
  }

  private Future<Integer> steps(Iterator<Long> left, int before) {
    return left.hasNext()
        ? steps(left.next(), before).compose(count -> steps(left, count))
        : Future.succeededFuture(before);
  }

  private Future<Integer> steps(long app, int before) {
    AtomicInteger all = new AtomicInteger(before);
    return Steps.whileMore(
            () ->
                store
                    .write(session -> JobTable.redrive(session, app, STEP))
                    .map(
                        count -> {
                          all.addAndGet(count);
                          return count == STEP;
                        }))
        .map(done -> all.get());
  }

  private <T> Future<T> whenServed(Long sdkAppId, Change<T> change) {
    return apps.ifServed(sdkAppId, () -> Refusals.write(store, change));
  }
}
