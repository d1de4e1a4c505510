package dev.headroom.node;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.callback.CallbackVerticle;
import dev.headroom.chat.CallShares;
import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatClient;
import dev.headroom.cluster.NodeTable;
import dev.headroom.cluster.Nodes;
import dev.headroom.config.AppSettings;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.ServerSettings;
import dev.headroom.config.Settings;
import dev.headroom.event.GroupFull;
import dev.headroom.hooks.Hooks;
import dev.headroom.jobs.Announcer;
import dev.headroom.jobs.ClockWatch;
import dev.headroom.jobs.Dispatcher;
import dev.headroom.jobs.DispatcherVerticle;
import dev.headroom.jobs.JobUpkeep;
import dev.headroom.jobs.Jobs;
import dev.headroom.jobs.PolicyChange;
import dev.headroom.ledger.Publisher;
import dev.headroom.ledger.Retention;
import dev.headroom.ledger.UnservedApps;
import dev.headroom.store.DatabaseClock;
import dev.headroom.store.Store;
import dev.headroom.sweep.StoredSweepBook;
import dev.headroom.sweep.StoredSweepTurn;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepTable;
import dev.headroom.sweep.SweepTurn;
import dev.headroom.trace.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts of a node and connects them; none begins here. */
final class Parts {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Vertx vertx;
  private final CurrentSettings current;

  /** As they were at the start, for what only changes with a restart. */
  private final Settings settings;

  private final PrometheusMeterRegistry metrics;
  private final Clock clock;
  private final Store store;
  private final Tracing tracing;

  private final Nodes nodes;
  private final CallShares shares;
  private final SweepTurn turn;

  /** Reports to the other nodes, if any may be. */
  private final List<Part> reporting;

  private final Map<Long, ChatClient> chat;
  private final Jobs jobs;
  private final Dispatcher dispatcher;
  private final Publisher publisher;
  private final Sweep sweep;
  private final WorkParts work;
  private final DatabaseClock databaseClock;
  private final Readiness readiness;
  private final CallbackRecord callbacks;
  private final ManagementParts management;
  private volatile int callbackPort;

  /** Makes them on the context that they shall work on. */
  Parts(
      Vertx vertx,
      CurrentSettings current,
      PrometheusMeterRegistry metrics,
      Clock clock,
      Store store,
      Tracing tracing) {
    this.vertx = vertx;
    this.current = current;
    this.settings = current.get();
    this.metrics = metrics;
    this.clock = clock;
    this.store = store;
    this.tracing = tracing;
    nodes = nodes();
    if (store.isShared()) {
      shares = nodes::share;
      turn = new StoredSweepTurn(store, nodes.name());
      reporting = List.of(new Part(nodes::start, nodes::stop));
    } else {
      shares = CallShares.ALONE;
      turn = SweepTurn.ALONE;
      reporting = List.of();
    }
    chat = clients();
    jobs = new Jobs(vertx, store, settings.jobs(), new Announcer(vertx, nodes.name()));
    dispatcher = dispatcher();
    publisher = new Publisher(vertx, store);
    sweep = sweep();
    work =
        new WorkParts(vertx, store, current, metrics, chat, publisher, dispatcher, tracing, clock);
    databaseClock = new DatabaseClock(clock);
    readiness = new Readiness(databaseClock);
    callbacks = new CallbackRecord(settings.apps(), clock);
    callbacks.show(metrics);
    management = management();
  }

  /** As they start; they stop the other way round. */
  List<Part> inOrder() {
    ClockWatch clocks = clocks();
    Hooks hooks = new Hooks(vertx, Hooks.FOLDER, settings.hooks(), metrics);
    PolicyChange policies = new PolicyChange(vertx, store, () -> current.get().prune(), clock);
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(management::start, management::stop));
    parts.add(new Part(clocks::start, clocks::stop));
    parts.addAll(reporting);
    chat.values().forEach(client -> parts.add(Part.closing(client::close)));
    parts.add(new Part(hooks::start, hooks::stop));
    parts.add(new Part(jobs::start, jobs::stop));
    parts.add(new Part(policies::start, policies::stop));
    parts.add(new Part(publisher::start, publisher::stop));
    parts.addAll(housekeeping());
    parts.add(work.workers());
    parts.add(
        Part.deployed(vertx, () -> new DispatcherVerticle(dispatcher), new DeploymentOptions()));
    parts.add(openManagementPort());
    parts.add(openCallbackPort());
    parts.add(new Part(this::serve, this::leave));
    return parts;
  }

  private List<Part> housekeeping() {
    Retention retention =
        new Retention(
            vertx,
            store,
            settings.jobs().retention(),
            () -> current.get().prune().longestRestored());
    UnservedApps unserved =
        new UnservedApps(vertx, store, chat.keySet(), settings.jobs().retention());
    JobUpkeep upkeep = new JobUpkeep(vertx, store, settings, metrics);
    ClockMetrics skews = new ClockMetrics(vertx, store, databaseClock, chat, metrics);
    return List.of(
        new Part(retention::start, retention::stop),
        new Part(unserved::start, unserved::stop),
        new Part(upkeep::start, upkeep::stop),
        new Part(skews::start, skews::stop));
  }

  private Part openManagementPort() {
    return Part.deployed(vertx, management::verticle, new DeploymentOptions())
        .opening("management", settings.management().host(), settings.management().port());
  }

  private Part openCallbackPort() {
    ServerSettings server = settings.server();
    int instances =
        server.instances() == 0 ? Runtime.getRuntime().availableProcessors() : server.instances();
    return Part.deployed(
            vertx,
            () ->
                new CallbackVerticle(
                    current,
                    event -> tracing.accept(event, () -> accept(event)),
                    (app, command) -> chat.get(app).overLimit(command),
                    clock,
                    metrics,
                    callbacks,
                    port -> callbackPort = port),
            new DeploymentOptions().setInstances(instances))
        .opening("server", server.host(), server.port());
  }

  /** All is there by now. */
  private Future<Void> serve() {
    current.listen(new SettingsEffects(dispatcher, management.verticle(), clock));
    readiness.set(true);
    return sweep.start().onSuccess(begun -> tellReady());
  }

  private void tellReady() {
    LOG.atInfo()
        .addKeyValue("callbacks", settings.server().host() + ":" + callbackPort)
        .addKeyValue("path", settings.server().path())
        .addKeyValue("management", settings.management().host() + ":" + managementPort())
        .addKeyValue("mode", settings.prune().base().mode())
        .log("Headroom is ready");
  }

  private Future<Void> leave() {
    readiness.set(false);
    // Runs look for a place to stop while the callback port closes; its verticle waits for them.
    return sweep.stop().onComplete(stopped -> dispatcher.stop());
  }

  /** The port that takes callbacks, once it is open. */
  int callbackPort() {
    return callbackPort;
  }

  /** The port of the management API, once it is open. */
  int managementPort() {
    return management.verticle().port();
  }

  private Future<Void> accept(GroupFull event) {
    return jobs.accept(event).onFailure(refused -> sweep.refused(event.key()));
  }

  private Nodes nodes() {
    // Tells nodes apart in messages; new at every start.
    String name = "node-" + UUID.randomUUID().toString().substring(0, 8);
    Nodes all = new Nodes(vertx, store, name, settings.chat().timeout());
    Gauge.builder("headroom.nodes", all::count)
        .description("Nodes that share the database, as this one has seen last")
        .register(metrics);
    return all;
  }

  private Map<Long, ChatClient> clients() {
    return settings.apps().stream()
        .map(AppSettings::sdkAppId)
        .collect(Collectors.toMap(app -> app, this::client));
  }

  private ChatClient client(long app) {
    return new ChatClient(
        vertx, () -> current.get().app(app).orElseThrow(), settings.chat(), clock, metrics, shares);
  }

  private Dispatcher dispatcher() {
    return new Dispatcher(
        vertx, store, jobs, current, clock, (app, since) -> chat.get(app).answeredSince(since));
  }

  private Sweep sweep() {
    Map<Long, ChatApi> canWait =
        chat.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    app -> app.getValue().within(() -> current.get().sweep().share())));
    return new Sweep(
        vertx,
        canWait,
        new StoredSweepBook(store, jobs, clock),
        turn,
        () -> current.get().sweep(),
        () -> current.get().prune(),
        clock,
        metrics);
  }

  private ManagementParts management() {
    return new ManagementParts(
        vertx,
        store,
        current,
        metrics,
        callbacks,
        readiness.checks(
            store,
            jobs::storesRequests,
            () -> vertx.executeBlocking(OpenFiles::now, false),
            chat.values()),
        sweep,
        work.runs(),
        dispatcher::leftAlone,
        nodes.name(),
        clock);
  }

  private ClockWatch clocks() {
    return new ClockWatch(
        vertx,
        store,
        settings.jobs().lease(),
        (session, by, now) -> {
          NodeTable.setBack(session, by, now);
          SweepTable.setBack(session, now);
          Publisher.setBack(session, now);
        });
  }
}
