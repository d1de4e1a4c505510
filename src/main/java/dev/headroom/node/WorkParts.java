package dev.headroom.node;

import dev.headroom.chat.ChatApi;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.Settings;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Dispatcher;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskContext;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.jobs.WorkVerticle;
import dev.headroom.ledger.Publisher;
import dev.headroom.prune.Pruner;
import dev.headroom.prune.RunBook;
import dev.headroom.prune.RunContext;
import dev.headroom.prune.StoredRunBook;
import dev.headroom.prune.StoredRunFacts;
import dev.headroom.restore.RestoreContext;
import dev.headroom.restore.Restorer;
import dev.headroom.restore.StoredRestoreBook;
import dev.headroom.store.Store;
import dev.headroom.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Map;

/** What carries out jobs: the workers of a node, and what runs and restores work with. */
final class WorkParts {

  private final Vertx vertx;
  private final CurrentSettings current;
  private final Settings settings;
  private final RunContext runs;
  private final Pruner pruner;
  private final Restorer restorer;

  /**
   * Registers the counters of runs and restores.
   *
   * @param chat by app
   * @param publisher woken when a run has ended
   * @param dispatcher tells when runs shall stop
   */
  WorkParts(
      Vertx vertx,
      Store store,
      CurrentSettings current,
      MeterRegistry metrics,
      Map<Long, ? extends ChatApi> chat,
      Publisher publisher,
      Dispatcher dispatcher,
      Tracing tracing,
      Clock clock) {
    this.vertx = vertx;
    this.current = current;
    this.settings = current.get();
    TaskContext tasks =
        new TaskContext(
            settings.jobs().maxAttempts(),
            settings.chat().timeout(),
            dispatcher::stopping,
            delay -> vertx.timer(delay.toMillis()));
    this.runs =
        new RunContext(
            app -> tracing.chat(app, chat.get(app)),
            app -> settings.app(app).orElseThrow().identifier(),
            new StoredRunFacts(store),
            () -> current.get().prune(),
            tasks,
            clock);
    RunBook book = new StoredRunBook(store, () -> current.get().prune(), publisher::wake, clock);
    this.pruner = new Pruner(runs, book, metrics, tracing);
    RestoreContext restores =
        new RestoreContext(
            chat::get,
            new StoredRestoreBook(store),
            key -> policyOf(key).cooldown(),
            key -> policyOf(key).runDeadline(),
            tasks);
    this.restorer = new Restorer(restores, metrics);
  }

  /** The policy of a group whose Type is not known. */
  private PolicySettings policyOf(GroupKey key) {
    return current.get().prune().policyFor(key.sdkAppId(), key.groupId(), "");
  }

  /** What a preview uses, as a run does. */
  RunContext runs() {
    return runs;
  }

  /** The workers: as many runs and restores are under way at a time. */
  Part workers() {
    return Part.deployed(
        vertx,
        () -> new WorkVerticle(this::work),
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("headroom-prune")
            .setWorkerPoolSize(settings.prune().workers())
            .setInstances(settings.prune().workers()));
  }

  /** Whoever is to be brought back to a group comes before whoever is to go from it. */
  private Future<TaskEnd> work(Task task) {
    return restorer
        .restore(task)
        .compose(end -> end.map(Future::succeededFuture).orElseGet(() -> pruner.prune(task)));
  }
}
