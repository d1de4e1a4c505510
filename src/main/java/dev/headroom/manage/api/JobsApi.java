package dev.headroom.manage.api;

import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Job;
import dev.headroom.jobs.JobQueries;
import dev.headroom.jobs.JobState;
import dev.headroom.jobs.JobTable;
import dev.headroom.jobs.PauseTable;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Json;
import dev.headroom.manage.Page;
import dev.headroom.manage.Query;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

/** The job table, and dead jobs that shall begin anew. */
public final class JobsApi implements Resource {

  /** Jobs of one transaction: callbacks wait behind it. */
  private static final int STEP = 500;

  private final Store store;
  private final ServedApps apps;
  private final ComingRuns coming;
  private final LongFunction<Optional<String>> leftAlone;
  private final Clock clock;

  /**
   * Jobs of that database.
   *
   * @param leftAlone why this node leaves an app alone, by sdkAppId
   */
  public JobsApi(
      Store store,
      ServedApps apps,
      ComingRuns coming,
      LongFunction<Optional<String>> leftAlone,
      Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.coming = Objects.requireNonNull(coming, "coming");
    this.leftAlone = Objects.requireNonNull(leftAlone, "leftAlone");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/jobs", this::list);
    RouteMethods.post(router, "/api/jobs/:sdkAppId/:groupId/redrive", this::redrive);
    RouteMethods.post(router, "/api/jobs/redrive", this::redriveAll);
  }

  private void list(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    Cursor cursor = query.after();
    JobState state = query.choice("state", JobState.class);
    String group = query.group();
    long after = cursor == null ? -1 : cursor.number();
    Page.answer(
        context,
        limit,
        store.read(
            session ->
                group == null
                    ? JobQueries.list(session, state, after, limit + 1)
                    : JobQueries.list(session, apps.named(null), group, state, after, limit + 1)),
        this::json,
        job -> new Cursor(job.id(), "job"));
  }

  private JsonObject json(Job job) {
    String failure = failure(job);
    return new JsonObject()
        .put("id", job.id())
        .put("sdkAppId", job.key().sdkAppId())
        .put("groupId", job.key().groupId())
        .put("topicId", job.key().topicId())
        .put("state", job.state().wire())
        .put("dueAt", Json.time(job.dueAt()))
        .put("attempts", job.attempts())
        .put("cause", job.cause().wire())
        .put("failure", failure)
        .put("next", job.state() == JobState.WAITING ? Json.time(job.dueAt()) : null)
        .put("deadCause", job.state() == JobState.DEAD ? failure : null)
        .put("run", job.run())
        .put("firstAt", Json.time(job.firstAt()))
        .put("lastAt", Json.time(job.lastAt()));
  }

  /** A job that was never tried waits for its app, when that is left alone. */
  private String failure(Job job) {
    boolean isDue = job.state() == JobState.WAITING && !job.dueAt().isAfter(clock.instant());
    return job.failure() == null && isDue
        ? leftAlone.apply(job.key().sdkAppId()).orElse(null)
        : job.failure();
  }

  private void redrive(RoutingContext context) {
    GroupKey key = GroupsApi.key(context);
    new Body(context);
    Answer.when(context, 202, redrive(key, Guard.actor(context)));
  }

  /** Lets the dead job of a group begin anew; the answer, once that is durable. */
  Future<JsonObject> redrive(GroupKey key, Actor by) {
    return apps.ifServed(
            key.sdkAppId(),
            () ->
                Refusals.write(
                    store,
                    session -> {
                      ComingRuns.Stored stored = ComingRuns.stored(session, key);
                      if (JobQueries.find(session, key).isEmpty()) {
                        throw noSuchJob();
                      }
                      if (!JobTable.redrive(session, key)) {
                        throw notDead();
                      }
                      ActionsApi.record(
                          session, by, "redrive", key.sdkAppId(), key.groupId(), null, null);
                      return stored;
                    }))
        .compose(stored -> coming.bounds(key, false, stored))
        .map(bounds -> redriven(1, bounds));
  }

  private static Refusal noSuchJob() {
    return new Refusal(404, "no-such-job", "this group has no job", "see /api/jobs?state=dead");
  }

  private static Refusal notDead() {
    return new Refusal(
        409,
        "not-dead",
        "the job of this group is not dead",
        "there is nothing to redrive; POST …/prune asks for a run now");
  }

  private static JsonObject redriven(int count, JsonObject bounds) {
    return new JsonObject().put("redriven", count).mergeIn(bounds);
  }

  private void redriveAll(RoutingContext context) {
    Long sdkAppId = new Body(context, "sdkAppId").app();
    Actor by = Guard.actor(context);
    Future<JsonObject> bounds =
        apps.ifServed(
            sdkAppId,
            () ->
                store.write(
                    session -> {
                      ActionsApi.record(session, by, "redrive-all", sdkAppId, null, null, null);
                      return coming.boundsOfAll(sdkAppId, PauseTable.list(session));
                    }));
    Answer.inTheEnd(
        context,
        202,
        bounds.compose(known -> redriveEach(sdkAppId).map(count -> redriven(count, known))),
        Answer.goesOn("see /api/jobs?state=dead: those that are left there wait for it"));
  }

  private Future<Integer> redriveEach(Long sdkAppId) {
    Iterator<Long> left = apps.named(sdkAppId).iterator();
    AtomicInteger all = new AtomicInteger();
    return Steps.whileMore(
            () ->
                left.hasNext()
                    ? redriveAll(left.next(), all).map(true)
                    : Future.succeededFuture(false))
        .map(done -> all.get());
  }

  private Future<Void> redriveAll(long sdkAppId, AtomicInteger all) {
    return Steps.whileMore(
        () ->
            store
                .write(session -> JobTable.redrive(session, sdkAppId, STEP))
                .map(
                    count -> {
                      all.addAndGet(count);
                      return count == STEP;
                    }));
  }
}
