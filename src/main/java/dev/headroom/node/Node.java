package dev.headroom.node;

import dev.headroom.config.ConfigReload;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.TlsSettings;
import dev.headroom.config.Warnings;
import dev.headroom.config.yaml.FilesRead;
import dev.headroom.store.Store;
import dev.headroom.trace.Tracing;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node of Headroom: opens the database, starts its parts one after the other and stops them the
 * other way round. What they are is in {@link Parts}.
 */
public final class Node {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final Vertx vertx;
  private final Context context;
  private final CurrentSettings current;

  /** As they were at the start, for what only changes with a restart. */
  private final Settings settings;

  private final Map<String, String> environment;
  private final Clock clock = Clock.systemUTC();
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** How to stop what is there, the last first. */
  private final Deque<Supplier<Future<Void>>> stops = new ArrayDeque<>();

  private Parts parts;

  private Node(Vertx vertx, CurrentSettings current, Map<String, String> environment) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.context = vertx.getOrCreateContext();
    this.environment = Map.copyOf(environment);
    this.current = Objects.requireNonNull(current, "current");
    this.settings = current.get();
  }

  /** Starts a node whose settings do not change. */
  public static Future<Node> start(Vertx vertx, Settings settings) {
    return start(vertx, new CurrentSettings(settings), Map.of());
  }

  /**
   * Starts a node; callbacks are taken from when the future completes.
   *
   * @param settings may change: what can do without a restart follows
   * @param environment may name where traces go
   * @return fails with what could not be started; the rest has been stopped again then
   */
  public static Future<Node> start(
      Vertx vertx, CurrentSettings settings, Map<String, String> environment) {
    Node node = new Node(vertx, settings, environment);
    return node.start()
        .map(node)
        .recover(error -> node.stop().transform(stopped -> Future.failedFuture(error)));
  }

  /** What it runs on; whoever made it closes it. */
  public Vertx vertx() {
    return vertx;
  }

  /** The port that takes callbacks. */
  public int callbackPort() {
    return parts.callbackPort();
  }

  /** The port of the management API. */
  public int managementPort() {
    return parts.managementPort();
  }

  /**
   * Takes the settings from that file from now on, whenever it or a file it names changes.
   *
   * @param read what was read for the settings it was started with
   */
  public void watch(Path file, Map<String, String> environment, FilesRead read) {
    ConfigReload reload = new ConfigReload(vertx, file, environment, read, current, metrics);
    stops.push(reload::stop);
    reload.start();
  }

  private Future<Void> start() {
    Warnings.of(settings, clock.instant()).forEach(LOG::warn);
    registerJvm();
    return Tracing.start(vertx, environment, clock)
        .compose(this::openStore)
        .compose(this::startAll);
  }

  private void registerJvm() {
    JvmGcMetrics gc = new JvmGcMetrics();
    gc.bindTo(metrics);
    stops.push(
        () -> {
          gc.close();
          return Future.succeededFuture();
        });
    new JvmMemoryMetrics().bindTo(metrics);
    new JvmThreadMetrics().bindTo(metrics);
    new ProcessorMetrics().bindTo(metrics);
  }

  private Future<List<Part>> openStore(Tracing tracing) {
    stops.push(tracing::stop);
    return vertx
        .executeBlocking(
            () -> {
              if (settings.server().tls() != null || settings.management().tls() != null) {
                LOG.info("TLS is {}", TlsSettings.isBoringSsl() ? "BoringSSL" : "that of Java");
              }
              return Store.open(vertx, settings.jobs().url(), clock);
            })
        .map(
            store -> {
              stops.push(store::close);
              parts = new Parts(vertx, current, metrics, clock, store, tracing);
              return parts.inOrder();
            });
  }

  /** Whatever fails to start, all of them are there to be stopped. */
  private Future<Void> startAll(List<Part> all) {
    all.forEach(part -> stops.push(part.stop()));
    Future<Void> started = Future.succeededFuture();
    for (Part part : all) {
      started = started.compose(before -> part.start().get());
    }
    return started;
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
}
