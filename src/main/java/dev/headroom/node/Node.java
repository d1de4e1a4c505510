package dev.headroom.node;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.callback.CallbackVerticle;
import dev.headroom.chat.CallShares;
import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatClient;
import dev.headroom.cluster.Nodes;
import dev.headroom.config.AppSettings;
import dev.headroom.config.ConfigReload;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.Settings;
import dev.headroom.config.TlsSettings;
import dev.headroom.config.Warnings;
import dev.headroom.config.yaml.FilesRead;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.hooks.Hooks;
import dev.headroom.jobs.Announcer;
import dev.headroom.jobs.ClockWatch;
import dev.headroom.jobs.Dispatcher;
import dev.headroom.jobs.DispatcherVerticle;
import dev.headroom.jobs.JobUpkeep;
import dev.headroom.jobs.Jobs;
import dev.headroom.jobs.Observations;
import dev.headroom.jobs.PolicyChange;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskContext;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.jobs.WorkVerticle;
import dev.headroom.ledger.Publisher;
import dev.headroom.ledger.Retention;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.UnservedApps;
import dev.headroom.prune.Pruner;
import dev.headroom.prune.RunBook;
import dev.headroom.prune.RunContext;
import dev.headroom.prune.RunListener;
import dev.headroom.prune.StoredRunBook;
import dev.headroom.prune.StoredRunFacts;
import dev.headroom.restore.RestoreContext;
import dev.headroom.restore.Restorer;
import dev.headroom.restore.StoredRestoreBook;
import dev.headroom.store.DatabaseClock;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.sweep.StoredSweepBook;
import dev.headroom.sweep.StoredSweepTurn;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepTable;
import dev.headroom.sweep.SweepTurn;
import dev.headroom.trace.TraceSettings;
import dev.headroom.trace.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of Headroom: wires the parts, starts them from the database outwards and stops them the
 * other way round.
 */
public final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Vertx vertx;
  private final Context context;
  private final CurrentSettings current;

  /** As they were at the start, for what only changes with a restart. */
  private final Settings settings;

  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** How to stop what was started, the last first. */
  private final Deque<Supplier<Future<?>>> stops = new ArrayDeque<>();

  private final DatabaseClock databaseClock = new DatabaseClock(clock);
  private final Readiness readiness = new Readiness(databaseClock);
  private final CallbackRecord watch;
  private final Map<String, String> environment;

  /** Null unless an exporter is configured. */
  private Tracing tracing;

  private ManagementParts operators;
  private volatile int callbackPort;

  private Node(Vertx vertx, CurrentSettings current, Map<String, String> environment) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.context = vertx.getOrCreateContext();
    this.environment = Map.copyOf(environment);
    this.current = Objects.requireNonNull(current, "current");
    this.settings = current.get();
    this.watch = new CallbackRecord(settings.apps(), clock);
  }

  /** Starts a node whose settings do not change. */
  public static Future<Node> start(Vertx vertx, Settings settings) {
    return start(vertx, new CurrentSettings(settings));
  }

  /**
   * Starts a node; callbacks are taken from when the future completes.
   *
   * @param settings may change: what can do without a restart follows
   * @return fails with what could not be started; the rest has been stopped again then
   */
  public static Future<Node> start(Vertx vertx, CurrentSettings settings) {
    return start(vertx, settings, Map.of());
  }

  /**
   * The same.
   *
   * @param environment may name where traces go
   */
  public static Future<Node> start(
      Vertx vertx, CurrentSettings settings, Map<String, String> environment) {
    Node service = new Node(vertx, settings, environment);
    return service
        .start()
        .map(service)
        .recover(error -> service.stop().transform(stopped -> Future.failedFuture(error)));
  }

  /** What it runs on; whoever made it closes it. */
  public Vertx vertx() {
    return vertx;
  }

  /** The port that takes callbacks. */
  public int callbackPort() {
    return callbackPort;
  }

  /** The port of the management API. */
  public int managementPort() {
    return operators.verticle().port();
  }

  /**
   * Takes the settings from that file from now on, whenever it or a file it names changes.
   *
   * @param read what was read for the settings it was started with
   */
  public void watch(Path file, Map<String, String> environment, FilesRead read) {
    ConfigReload changes = new ConfigReload(vertx, file, environment, read, current, metrics);
    changes.start();
    stopping(changes::stop);
  }

  private Future<Void> start() {
    Warnings.of(settings, clock.instant()).forEach(LOG::warn);
    registerJvm();
    return openTracing().compose(open -> openStore()).compose(this::startAround);
  }

  private Future<Void> openTracing() {
    if (!TraceSettings.isConfigured(environment)) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(() -> Tracing.open(environment, clock))
        .onSuccess(
            open -> {
              tracing = open;
              stops.push(() -> open.close(vertx));
            })
        .mapEmpty();
  }

  private Future<Store> openStore() {
    return vertx.executeBlocking(
        () -> {
          if (speaksTls()) {
            LOG.info("TLS is {}", TlsSettings.isBoringSsl() ? "BoringSSL" : "that of Java");
          }
          return Store.open(vertx, settings.jobs().url(), clock);
        });
  }

  private boolean speaksTls() {
    return settings.server().tls() != null || settings.management().tls() != null;
  }

  private void registerJvm() {
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(metrics);
    stopping(gc::close);
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
    watch.show(metrics);
  }

  private Future<Void> startAround(Store store) {
    stops.push(store::close);
    Nodes nodes = new Nodes(vertx, store, nodeName(), settings.chat().timeout());
    boolean alone = !store.isShared();
    CallShares shares = alone ? CallShares.ALONE : nodes::share;
    Map<Long, ChatClient> chat =
        settings.apps().stream()
            .map(AppSettings::sdkAppId)
            .collect(Collectors.toMap(app -> app, app -> client(app, shares)));
    Gauge.builder("headroom.nodes", nodes::count)
        .description("Nodes that share the database, as this one has seen last")
        .register(metrics);
    Jobs jobs = new Jobs(vertx, store, settings.jobs(), new Announcer(vertx, nodes.name()));
    Dispatcher dispatcher =
        new Dispatcher(
            vertx, store, jobs, current, clock, (app, since) -> chat.get(app).answeredSince(since));
    Publisher publisher = new Publisher(vertx, store);
    Retention retention =
        new Retention(
            vertx,
            store,
            settings.jobs().retention(),
            () -> current.get().prune().longestRestored());
    ClockMetrics skews = new ClockMetrics(vertx, store, databaseClock, chat, metrics);
    UnservedApps left = new UnservedApps(vertx, store, chat.keySet(), settings.jobs().retention());
    JobUpkeep upkeep = new JobUpkeep(vertx, store, settings, metrics);
    RunContext tools = tools(store, chat, dispatcher);
    RunBook book = new StoredRunBook(store, () -> current.get().prune(), publisher::wake, clock);
    Pruner pruner = new Pruner(tools, book, metrics, tracing == null ? RunListener.NONE : tracing);
    Restorer restorer = new Restorer(means(store, chat, dispatcher), metrics);
    Sweep sweep =
        new Sweep(
            vertx,
            sweeping(chat),
            new StoredSweepBook(store, jobs, clock),
            alone ? SweepTurn.ALONE : new StoredSweepTurn(store, nodes.name()),
            () -> current.get().sweep(),
            () -> current.get().prune(),
            clock,
            metrics);
    operators =
        new ManagementParts(
            vertx,
            store,
            current,
            metrics,
            watch,
            readiness.checks(
                store,
                jobs::storesRequests,
                () -> vertx.executeBlocking(OpenFiles::now, false),
                chat.values()),
            sweep,
            tools,
            dispatcher::leftAlone,
            nodes.name(),
            clock);
    stopping(operators::stop);
    ClockWatch clocks =
        new ClockWatch(
            vertx,
            store,
            settings.jobs().lease(),
            (session, by, now) -> {
              Nodes.setBack(session, by, now);
              SweepTable.setBack(session, now);
              Publisher.setBack(session, now);
            });
    PolicyChange policies =
        new PolicyChange(vertx, store, () -> current.get().prune(), Node::observed, clock);
    Hooks hooks = new Hooks(vertx, Hooks.FOLDER, settings.hooks(), metrics);
    if (!alone) {
      stops.push(nodes::stop);
    }
    chat.values().forEach(client -> stops.push(client::close));
    stops.push(hooks::stop);
    stopping(clocks::stop);
    return clocks
        .start()
        .compose(right -> alone ? Future.<Void>succeededFuture() : nodes.start())
        .compose(known -> hooks.start())
        .compose(up -> jobs.start())
        .compose(
            started -> {
              stopping(jobs::stop);
              return policies.start();
            })
        .compose(
            started -> {
              stopping(policies::stop);
              publisher.start();
              stops.push(publisher::close);
              retention.start();
              stops.push(retention::close);
              left.start();
              stopping(left::stop);
              return upkeep.start();
            })
        .compose(
            started -> {
              stopping(upkeep::stop);
              skews.start();
              stopping(skews::stop);
              return deploy(
                  () -> new WorkVerticle(task -> work(restorer, pruner, task)), workers());
            })
        .compose(up -> deploy(() -> new DispatcherVerticle(dispatcher), new DeploymentOptions()))
        .compose(
            up ->
                opened(
                    "management",
                    settings.management().host() + ":" + settings.management().port(),
                    deploy(operators::verticle, new DeploymentOptions())))
        .compose(
            up ->
                opened(
                    "server",
                    settings.server().host() + ":" + settings.server().port(),
                    deploy(() -> callbacks(jobs, sweep, chat), callbackInstances())))
        .onSuccess(up -> started(dispatcher, sweep));
  }

  private void started(Dispatcher dispatcher, Sweep sweep) {
    current.listen(new SettingsEffects(dispatcher, operators.verticle(), clock));
    readiness.set(true);
    sweep.start();
    stopping(
        () -> {
          readiness.set(false);
          sweep.close();
          // Runs look for a place to stop while the callback port closes; its verticle waits for
          // it.
          dispatcher.stop();
        });
    LOG.atInfo()
        .addKeyValue("callbacks", settings.server().host() + ":" + callbackPort)
        .addKeyValue("path", settings.server().path())
        .addKeyValue("management", settings.management().host() + ":" + managementPort())
        .addKeyValue("mode", settings.prune().base().mode())
        .log("Headroom is ready");
  }

  /**
   * Stops the node: not ready at once, callbacks as long as the port is open, then runs at their
   * next safe point, the database last. Takes less than 10 s; never fails.
   */
  public Future<Void> stop() {
    Promise<Void> end = Promise.promise();
    context.runOnContext(go -> stopNext(end));
    return end.future();
  }

  /** Each step begins on a context of our own: that of the one before may be gone by then. */
  private void stopNext(Promise<Void> end) {
    if (stops.isEmpty()) {
      end.complete();
      return;
    }
    stops
        .pop()
        .get()
        .onComplete(
            stopped -> {
              if (stopped.failed()) {
                LOG.warn("part of the service did not stop cleanly", stopped.cause());
              }
              context.runOnContext(go -> stopNext(end));
            });
  }

  private void stopping(Runnable stop) {
    stops.push(
        () -> {
          stop.run();
          return Future.succeededFuture();
        });
  }

  private Future<Void> deploy(Supplier<? extends Deployable> verticle, DeploymentOptions options) {
    return vertx
        .deployVerticle(verticle, options)
        .onSuccess(id -> stops.push(() -> vertx.undeploy(id)))
        .mapEmpty();
  }

  /** Names what to change when a port cannot be opened. */
  private static Future<Void> opened(String key, String address, Future<Void> listening) {
    return listening.recover(
        error ->
            error instanceof IOException
                ? Future.failedFuture(
                    new IOException(
                        "%1$s: %2$s cannot be opened (%3$s). Stop the program that has it, or change %1$s.host or %1$s.port"
                            .formatted(key, address, error.getMessage()),
                        error))
                : Future.failedFuture(error));
  }

  private DeploymentOptions workers() {
    return new DeploymentOptions()
        .setThreadingModel(ThreadingModel.WORKER)
        .setWorkerPoolName("headroom-prune")
        .setWorkerPoolSize(settings.prune().workers())
        .setInstances(settings.prune().workers());
  }

  private DeploymentOptions callbackInstances() {
    int instances = settings.server().instances();
    return new DeploymentOptions()
        .setInstances(instances == 0 ? Runtime.getRuntime().availableProcessors() : instances);
  }

  private CallbackVerticle callbacks(Jobs jobs, Sweep sweep, Map<Long, ChatClient> chat) {
    return new CallbackVerticle(
        current,
        tracing == null
            ? event -> accept(jobs, sweep, event)
            : event -> tracing.accept(event, () -> accept(jobs, sweep, event)),
        (app, command) -> chat.get(app).overLimit(command),
        clock,
        metrics,
        watch,
        port -> callbackPort = port);
  }

  private static Future<Void> accept(Jobs jobs, Sweep sweep, GroupFull event) {
    return jobs.accept(event).onFailure(refused -> sweep.refused(event.key()));
  }

  private ChatClient client(long app, CallShares shares) {
    return new ChatClient(
        vertx, () -> current.get().app(app).orElseThrow(), settings.chat(), clock, metrics, shares);
  }

  /** The ledger, as the job table asks it. */
  private static Optional<Observations.Observed> observed(Session session, GroupKey key)
      throws SQLException {
    return RunHistory.observed(session, key)
        .map(run -> new Observations.Observed(run.type(), run.members()));
  }

  /** The Chat API of each app, for work that can wait. */
  private Map<Long, ChatApi> sweeping(Map<Long, ChatClient> chat) {
    return chat.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                app -> app.getValue().within(() -> current.get().sweep().share())));
  }

  /** Whoever is to be brought back to a group comes before whoever is to go from it. */
  private static Future<TaskEnd> work(Restorer restorer, Pruner pruner, Task task) {
    return restorer
        .restore(task)
        .compose(end -> end.map(Future::succeededFuture).orElseGet(() -> pruner.prune(task)));
  }

  private RestoreContext means(Store store, Map<Long, ChatClient> chat, Dispatcher dispatcher) {
    return new RestoreContext(
        chat::get,
        new StoredRestoreBook(store),
        key -> policyOf(key).cooldown(),
        key -> policyOf(key).runDeadline(),
        tasks(dispatcher));
  }

  private TaskContext tasks(Dispatcher dispatcher) {
    return new TaskContext(
        settings.jobs().maxAttempts(),
        settings.chat().timeout(),
        dispatcher::stopping,
        delay -> vertx.timer(delay.toMillis()));
  }

  /** The policy of a group whose Type is not known. */
  private PolicySettings policyOf(GroupKey key) {
    return current.get().prune().policyFor(key.sdkAppId(), key.groupId(), "");
  }

  private RunContext tools(Store store, Map<Long, ChatClient> chat, Dispatcher dispatcher) {
    return new RunContext(
        tracing == null ? chat::get : app -> tracing.chat(app, chat.get(app)),
        app -> settings.app(app).orElseThrow().identifier(),
        new StoredRunFacts(store),
        () -> current.get().prune(),
        tasks(dispatcher),
        clock);
  }

  /** Tells nodes apart in messages; new at every start. */
  private static String nodeName() {
    return "node-" + UUID.randomUUID().toString().substring(0, 8);
  }
}
