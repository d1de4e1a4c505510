package dev.headroom.manage;

import dev.headroom.config.ManagementSettings;
import dev.headroom.event.Outcome;
import dev.headroom.manage.api.Callbacks;
import dev.headroom.manage.api.JobView;
import dev.headroom.manage.api.Jobs;
import dev.headroom.manage.api.RunView;
import dev.headroom.manage.api.Runs;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;

/**
 * Everything the management port answers to.
 *
 * @param ready what must be well for this node to be ready
 * @param registry what is measured
 * @param jobs the job table
 * @param runs the ledger
 * @param callbacks what the callback port has seen
 * @param areas what else there is
 */
public record Routes(
    List<Check> ready,
    PrometheusMeterRegistry registry,
    Jobs jobs,
    Runs runs,
    Callbacks callbacks,
    List<Resource> areas) {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /** Nothing but what there is to see. */
  public Routes(
      List<Check> ready,
      PrometheusMeterRegistry registry,
      Jobs jobs,
      Runs runs,
      Callbacks callbacks) {
    this(ready, registry, jobs, runs, callbacks, List.of());
  }

  /** Refuses nulls. */
  public Routes {
    ready = List.copyOf(ready);
    Objects.requireNonNull(registry, "registry");
    Objects.requireNonNull(jobs, "jobs");
    Objects.requireNonNull(runs, "runs");
    Objects.requireNonNull(callbacks, "callbacks");
    areas = List.copyOf(areas);
  }

  /** A router for the callers that the settings allow. */
  public Router router(Vertx vertx, ManagementSettings settings) {
    Health health = new Health(vertx, ready);
    Router router = Router.router(vertx);
    router.route().handler(Routes::secure);
    router.route().handler(new Guard(new Tokens(settings.tokens())));
    router.route().handler(Routes::readable);
    // Before the rest: an area may tell more at a path than is told without it.
    areas.forEach(area -> area.mount(router));
    RouteMethods.get(router, "/health/live", health::live);
    RouteMethods.get(router, "/health/ready", health::ready);
    RouteMethods.get(router, "/metrics", this::metrics);
    Buffer description = OpenApi.read();
    RouteMethods.get(
        router, "/openapi.json", context -> Answer.send(context, 200, OpenApi.TYPE, description));
    RouteMethods.get(router, "/api/stats", this::stats);
    RouteMethods.get(router, "/api/jobs", this::listJobs);
    RouteMethods.get(router, "/api/runs", this::listRuns);
    RouteMethods.get(router, "/api/runs/:id", this::findRun);
    router.route().handler(Routes::unknown);
    router.route().failureHandler(Answer::failed);
    return router;
  }

  private static void secure(RoutingContext context) {
    context
        .response()
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    context.next();
  }

  private static void readable(RoutingContext context) {
    try {
      context.normalizedPath();
    } catch (IllegalArgumentException e) {
      throw Answer.unreadable();
    }
    context.next();
  }

  private static void unknown(RoutingContext context) {
    throw new Refusal(
        404, "not-found", "there is nothing at this path", "see the documentation for the paths");
  }

  private void metrics(RoutingContext context) {
    Answer.send(context, 200, PROMETHEUS, Buffer.buffer(registry.scrape()));
  }

  private void stats(RoutingContext context) {
    Answer.send(context, 200, callbacks.stats().toJson());
  }

  private void listJobs(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    Cursor after = query.after();
    Answer.when(
        context,
        jobs.list(
            query.choice("state", JobView.State.class),
            query.group(),
            after == null ? -1 : after.number(),
            limit + 1),
        found -> Page.of(found, limit, JobView::toJson, job -> new Cursor(job.id(), "job")));
  }

  private void listRuns(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    Answer.when(
        context,
        runs.list(query.group(), query.choice("outcome", Outcome.class), query.after(), limit + 1),
        found ->
            Page.of(
                found,
                limit,
                RunView::toJson,
                view -> new Cursor(view.run().startedAt().toEpochMilli(), view.run().id())));
  }

  private void findRun(RoutingContext context) {
    Answer.when(
        context,
        runs.find(context.pathParam("id")),
        found -> found.orElseThrow(Routes::noSuchRun).toJson());
  }

  private static Refusal noSuchRun() {
    return new Refusal(
        404,
        "no-such-run",
        "there is no run of that id",
        "see /api/runs; a run that ended like the one before it is counted in that one's row");
  }
}
