package dev.headroom.manage;

import dev.headroom.config.ManagementSettings;
import dev.headroom.config.TlsSettings;
import dev.headroom.http.RequestReading;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the management port. */
public final class ManagementVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ManagementVerticle.class);
  private static final int IDLE_SECONDS = 60;

  private final ManagementSettings settings;
  private final Routes routes;
  private volatile HttpServer server;

  /** Serves those routes as the settings say. One instance. */
  public ManagementVerticle(ManagementSettings settings, Routes routes) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.routes = Objects.requireNonNull(routes, "routes");
  }

  @Override
  public Future<HttpServer> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(settings.port())
            // An upgraded connection has been seen to cut a long answer into broken frames.
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    routes.resources().forEach(resource -> resource.open(vertx));
    return vertx
        .createHttpServer(settings.tls() == null ? options : settings.tls().applyTo(options))
        .connectionHandler(RequestReading::of)
        .invalidRequestHandler(Answer::unread)
        .requestHandler(routes.router(vertx, settings))
        .listen()
        .onSuccess(
            bound -> {
              server = bound;
              LOG.info("management on {}:{}", settings.host(), port());
            });
  }

  @Override
  public Future<?> stop() {
    return Future.join(routes.resources().stream().map(resource -> resource.close(vertx)).toList());
  }

  /** The port that is served, from when the verticle is deployed; 0 before. From any thread. */
  public int port() {
    HttpServer bound = server;
    return bound == null ? 0 : bound.actualPort();
  }

  /** Shows that certificate to new connections. For a port that is served and speaks TLS. */
  public Future<Void> renew(TlsSettings tls) {
    return server.updateSSLOptions(tls.renewal()).mapEmpty();
  }
}
