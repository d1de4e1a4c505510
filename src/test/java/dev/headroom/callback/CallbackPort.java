package dev.headroom.callback;

import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.event.GroupFull;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The callback port, deployed on a free port with an intake that writes down what it gets, and a
 * clock that a test sets.
 */
final class CallbackPort implements AutoCloseable {

  static final long NOW = 1669872112;

  static final CallbackConnections.Limits PATIENT =
      new CallbackConnections.Limits(
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          Duration.ofMillis(1));

  final List<GroupFull> events = new CopyOnWriteArrayList<>();
  final List<String> alerts = new CopyOnWriteArrayList<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Set<Integer> ports = ConcurrentHashMap.newKeySet();
  private final Vertx vertx = Vertx.vertx();
  final CallbackRecord watch;
  private final String deployment;
  private volatile Intake intake = event -> Future.succeededFuture();
  private volatile Instant now = Instant.ofEpochSecond(NOW);

  CallbackPort(Settings settings) {
    this(settings, 1, PATIENT);
  }

  CallbackPort(Settings settings, int instances, CallbackConnections.Limits limits) {
    this(new CurrentSettings(settings), instances, limits);
  }

  CallbackPort(CurrentSettings settings, int instances, CallbackConnections.Limits limits) {
    InstantSource source = () -> now;
    Clock clock = source.withZone(ZoneOffset.UTC);
    watch = new CallbackRecord(settings.get().apps(), clock);
    deployment =
        await(
            vertx.deployVerticle(
                () ->
                    new CallbackVerticle(
                        settings,
                        this::accept,
                        this::alert,
                        clock,
                        meters,
                        watch,
                        ports::add,
                        limits),
                new DeploymentOptions().setInstances(instances)));
  }

  int port() {
    return ports.iterator().next();
  }

  RawClient connect() throws IOException {
    return new RawClient(port());
  }

  /** One call on a connection of its own. */
  RawClient.Reply call(Calls call) throws IOException {
    try (RawClient client = connect()) {
      return client.call(call);
    }
  }

  Vertx vertx() {
    return vertx;
  }

  /** What the intake does, after it wrote the event down. */
  void intake(Intake behaviour) {
    intake = behaviour;
  }

  void now(long seconds) {
    now = Instant.ofEpochSecond(seconds);
  }

  double count(String result) {
    return meters.get("headroom.callbacks").tag("result", result).counter().count();
  }

  Future<Void> stop() {
    return vertx.undeploy(deployment);
  }

  /** Back to the start, for a port that tests share. */
  void reset() {
    events.clear();
    alerts.clear();
    now(NOW);
    intake(event -> Future.succeededFuture());
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private Future<Void> accept(GroupFull event) {
    events.add(event);
    return intake.accept(event);
  }

  private void alert(long sdkAppId, String command) {
    alerts.add(sdkAppId + " " + command);
  }
}
