package dev.headroom.node;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.manage.Check;
import dev.headroom.manage.ConsoleFiles;
import dev.headroom.manage.ManagementVerticle;
import dev.headroom.manage.Routes;
import dev.headroom.manage.api.ActionsApi;
import dev.headroom.manage.api.ComingRuns;
import dev.headroom.manage.api.ExportApi;
import dev.headroom.manage.api.Feed;
import dev.headroom.manage.api.ForgetApi;
import dev.headroom.manage.api.GroupsApi;
import dev.headroom.manage.api.JobsApi;
import dev.headroom.manage.api.MinuteCounts;
import dev.headroom.manage.api.PausesApi;
import dev.headroom.manage.api.Previews;
import dev.headroom.manage.api.ReleasesApi;
import dev.headroom.manage.api.RestoresApi;
import dev.headroom.manage.api.RunsApi;
import dev.headroom.manage.api.SeriesApi;
import dev.headroom.manage.api.ServedApps;
import dev.headroom.manage.api.StatsApi;
import dev.headroom.manage.api.SweepApi;
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

/** What operators see and do: the resources of the management port, over the parts of a node. */
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
    Previews previews = new Previews(planner);
    SweepApi sweeps = new SweepApi(sweep, store, apps, coming);
    Routes routes =
        new Routes(
            ready,
            metrics,
            List.of(
                new ConsoleFiles(),
                new StatsApi(
                    store, watch::report, current::get, metrics, minutes, sweeps, clock, node),
                new SeriesApi(store, minutes, clock),
                new Feed(store, clock),
                new GroupsApi(store, apps, previews, coming),
                new RunsApi(store),
                new ReleasesApi(store, apps, previews, coming),
                new JobsApi(store, apps, coming, leftAlone, clock),
                new PausesApi(store, apps, coming, clock),
                sweeps,
                new ActionsApi(store),
                new RestoresApi(store, apps, restores),
                new ExportApi(store, clock),
                new ForgetApi(store)));
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
