package dev.headroom.callback;

import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.http.RequestReading;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The callback port. Several instances of one deployment share it, each on its own event loop.
 *
 * <p>Stopping takes callbacks for a moment longer, each reply then ending its connection; after
 * that the port closes and what is under way is answered.
 */
public final class CallbackVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackVerticle.class);
  private static final long SWEEP_MILLIS = 1_000;

  /** More than a reply takes, for which Tencent waits 2 s; what a client never ends is cut off. */
  private static final long SHUTDOWN_SECONDS = 3;

  private final CurrentSettings settings;
  private final Intake intake;
  private final OverLimit overLimit;
  private final Clock clock;
  private final MeterRegistry meters;
  private final CallbackRecord record;
  private final IntConsumer listening;
  private final CallbackConnections.Limits limits;
  private final CurrentSettings.Listener renewal = this::renew;
  private CallbackHandler handler;
  private HttpServer server;

  /**
   * Prepares one instance.
   *
   * @param settings the whole configuration; tokens and certificate may change
   * @param intake where full groups go
   * @param overLimit where warnings of the call limits go
   * @param clock tells whether a signature is fresh
   * @param meters counts and times the replies
   * @param record told what came, shared by all instances
   * @param listening told the port that was taken, once by each instance
   */
  public CallbackVerticle(
      CurrentSettings settings,
      Intake intake,
      OverLimit overLimit,
      Clock clock,
      MeterRegistry meters,
      CallbackRecord record,
      IntConsumer listening) {
    this(
        settings,
        intake,
        overLimit,
        clock,
        meters,
        record,
        listening,
        CallbackConnections.Limits.DEFAULT);
  }

  CallbackVerticle(
      CurrentSettings settings,
      Intake intake,
      OverLimit overLimit,
      Clock clock,
      MeterRegistry meters,
      CallbackRecord record,
      IntConsumer listening,
      CallbackConnections.Limits limits) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.intake = Objects.requireNonNull(intake, "intake");
    this.overLimit = Objects.requireNonNull(overLimit, "overLimit");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.meters = Objects.requireNonNull(meters, "meters");
    this.record = Objects.requireNonNull(record, "record");
    this.listening = Objects.requireNonNull(listening, "listening");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  @Override
  public Future<?> start() {
    CallbackConnections connections = new CallbackConnections(limits, System::nanoTime);
    handler =
        new CallbackHandler(settings, intake, overLimit, clock, meters, connections, record.open());
    vertx.setPeriodic(SWEEP_MILLIS, id -> connections.sweep());
    server =
        vertx
            .createHttpServer(CallbackServer.options(settings.get().server(), deploymentID()))
            .connectionHandler(
                connection -> {
                  RequestReading.of(connection);
                  connections.opened(connection);
                })
            .requestHandler(handler)
            .invalidRequestHandler(handler::malformed);
    return server
        .listen()
        .onSuccess(
            bound -> {
              settings.listen(renewal);
              listening.accept(bound.actualPort());
            });
  }

  private void renew(Settings before, Settings now) {
    if (!Objects.equals(before.server().tls(), now.server().tls())) {
      server
          .updateSSLOptions(now.server().tls().renewal())
          .onFailure(e -> LOG.error("the callback port keeps its old certificate", e));
    }
  }

  @Override
  public Future<?> stop() {
    settings.forget(renewal);
    handler.stopping();
    return vertx
        .timer(limits.leave().toMillis())
        .compose(left -> server.shutdown(SHUTDOWN_SECONDS, TimeUnit.SECONDS));
  }
}
