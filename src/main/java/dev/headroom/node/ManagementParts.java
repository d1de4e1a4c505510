package dev.headroom.node;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.manage.Check;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.Routes;
import dev.headroom.manage.api.ActionViews;
import dev.headroom.manage.api.CallbackViews;
import dev.headroom.manage.api.ComingRuns;
import dev.headroom.manage.api.Control;
import dev.headroom.manage.api.Eyes;
import dev.headroom.manage.api.Feed;
import dev.headroom.manage.api.FeedViews;
import dev.headroom.manage.api.InsightViews;
import dev.headroom.manage.api.JobViews;
import dev.headroom.manage.api.MinuteCounts;
import dev.headroom.manage.api.RunPlans;
import dev.headroom.manage.api.RunViews;
import dev.headroom.manage.api.ServedApps;
import dev.headroom.manage.api.StoredForgetting;
import dev.headroom.manage.api.StoredPauses;
import dev.headroom.manage.api.StoredRemovals;
import dev.headroom.manage.api.StoredRequests;
import dev.headroom.manage.api.StoredRestores;
import dev.headroom.manage.api.SweepControl;
import dev.headroom.manage.api.Undo;
import dev.headroom.prune.Planner;
import dev.headroom.prune.RunContext;
import dev.headroom.restore.RestoreJobs;
import dev.headroom.store.Store;
import dev.headroom.sweep.Sweep;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** What operators see and do: wires the ports of the management verticle to the parts of a node. */
final class ManagementParts {

  private final Vertx vertx;
  private final MinuteCounts minutes;
  private final RestoreJobs restores;
  private final ManagementVerticle verticle;

  /**
   * Nothing begins before {@link #start()}; the verticle is the caller's to deploy.
   *
   * @param ready what must be well for the node to be ready
   * @param tools what a preview uses, as a run does
   * @param leftAlone why this node leaves an app alone, by sdkAppId
   * @param node name of the node
   */
  ManagementParts(
      Vertx vertx,
      Store store,
      CurrentSettings current,
      PrometheusMeterRegistry metrics,
      CallbackRecord watch,
      List<Check> ready,
      Sweep sweep,
      RunContext tools,
      LongFunction<Optional<String>> leftAlone,
      String node,
      Clock clock) {
    this.vertx = vertx;
    this.minutes = new MinuteCounts(metrics, clock);
    this.restores = new RestoreJobs(vertx, store);
    Settings settings = current.get();
    ServedApps apps = new ServedApps(settings);
    Planner planner = new Planner(tools);
    ComingRuns coming = new ComingRuns(planner, tools.settings(), apps, clock);
    SweepControl sweeps = new SweepControl(sweep, store, apps, coming);
    CallbackViews callbacks = new CallbackViews(watch);
    Eyes eyes =
        new Eyes(
            callbacks,
            new InsightViews(
                store, current::get, metrics, minutes, sweeps, clock, node, watch.report().since()),
            new Feed(new FeedViews(store), clock));
    Control control =
        new Control(
            new StoredPauses(store, apps, coming),
            new StoredRequests(store, apps, coming),
            new RunPlans(store, planner, apps),
            sweeps,
            new ActionViews(store),
            clock);
    Undo undo =
        new Undo(
            new StoredRestores(store, apps, restores),
            new StoredRemovals(store),
            new StoredForgetting(store),
            clock);
    Routes routes =
        new Routes(
            ready,
            metrics,
            new JobViews(store, apps, leftAlone, clock),
            new RunViews(store),
            callbacks,
            List.of(eyes, control, undo));
    this.verticle = new ManagementVerticle(settings.management(), routes);
  }

  /** Begins to count for the series, and to see to restores that an earlier process has left. */
  Future<Void> start() {
    minutes.start(vertx);
    return restores.start();
  }

  /** The management port. */
  ManagementVerticle verticle() {
    return verticle;
  }

  /** Counts no more, and leaves restores to the next start. */
  Future<Void> stop() {
    minutes.stop(vertx);
    return restores.stop();
  }
}
