package dev.headroom.manage;

import dev.headroom.config.ManagementSettings;
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
 * @param resources all there is but health, metrics and the description of the API
 */
public record Routes(
    List<Check> ready, PrometheusMeterRegistry registry, List<Resource> resources) {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /** Refuses nulls. */
  public Routes {
    ready = List.copyOf(ready);
    Objects.requireNonNull(registry, "registry");
    resources = List.copyOf(resources);
  }

  /** A router for the callers that the settings allow. */
  public Router router(Vertx vertx, ManagementSettings settings) {
    Health health = new Health(vertx, ready);
    Router router = Router.router(vertx);
    router.route().handler(Routes::secure);
    router.route().handler(new Guard(new Tokens(settings.tokens())));
    router.route().handler(Routes::readable);
    resources.forEach(resource -> resource.mount(router));
    RouteMethods.get(router, "/health/live", health::live);
    RouteMethods.get(router, "/health/ready", health::ready);
    RouteMethods.get(router, "/metrics", this::metrics);
    Buffer description = OpenApi.read();
    RouteMethods.get(
        router, "/openapi.json", context -> Answer.send(context, 200, OpenApi.TYPE, description));
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
}
