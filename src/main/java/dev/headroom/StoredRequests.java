package dev.headroom;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.event.Steps;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.jobs.RunId;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunRecord;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Requests;
import dev.headroom.store.Change;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What operators ask of the jobs, each request in one transaction with the record of it. */
record StoredRequests(Store store, ServedApps apps) implements Requests {

  /** Jobs of one transaction: callbacks wait behind it. */
  private static final int STEP = 500;

  @Override
  public Future<String> prune(GroupKey key, boolean enforce, String reason, Actor by) {
    return whenServed(
        key.sdkAppId(),
        session -> {
          String run = ask(session, key, enforce, null, by);
          String action = enforce ? "prune-enforce" : "prune";
          new Doing(by, action, key.sdkAppId(), key.groupId(), run, reason).write(session);
          return run;
        });
  }

  @Override
  public Future<String> release(String braked, String reason, Actor by) {
    return Refusals.write(
        store,
        session -> {
          // Another node may be asked for the same: its release is committed then, and seen.
          session.lock("release of " + braked);
          RunRecord run =
              RunHistory.find(session, braked)
                  .map(RunRecord.Detail::summary)
                  .orElseThrow(StoredRequests::noSuchRun);
          if (run.outcome() != Outcome.BRAKED) {
            throw new Refusal(
                409,
                "not-braked",
                "this run has not ended as braked",
                "see /api/runs?outcome=braked");
          }
          GroupKey key = run.run().key();
          apps.check(key.sdkAppId());
          Optional<Request> earlier = RequestTable.releaseOf(session, braked);
          if (earlier.isPresent() && !removedNobody(session, earlier.get())) {
            throw new Refusal(
                409,
                "already-released",
                "this run has been released",
                "its release names the run that carries it out");
          }
          RequestTable.unrelease(session, braked);
          String id = ask(session, key, false, braked, by);
          new Doing(by, "release", key.sdkAppId(), key.groupId(), braked, reason).write(session);
          return id;
        });
  }

  /** It has ended, and those shown are still there: a limit was met, or the mode was observe. */
  private static boolean removedNobody(Session session, Request release) throws SQLException {
    return RequestTable.isAnswered(session, release.run())
        && RunHistory.find(session, release.run())
            .map(ended -> ended.summary().removedCount() == 0)
            .orElse(true);
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
  public Future<Void> redrive(GroupKey key, Actor by) {
    return whenServed(
        key.sdkAppId(),
        session -> {
          if (JobTable.find(session, key).isEmpty()) {
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
          return null;
        });
  }

  @Override
  public Future<Integer> redrive(Long sdkAppId, Actor by) {
    return this.<Void>whenServed(
            sdkAppId,
            session -> {
              new Doing(by, "redrive-all", sdkAppId, null, null, null).write(session);
              return null;
            })
        .compose(written -> steps(apps.named(sdkAppId).iterator(), 0));
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

  private static Refusal noSuchRun() {
    return new Refusal(404, "no-such-run", "there is no run of that id", "see /api/runs");
  }
}
