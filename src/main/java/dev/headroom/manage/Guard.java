package dev.headroom.manage;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/**
 * Lets through who may call. With tokens: everything under {@code /api} and {@code /metrics} needs
 * one. Without: the request must name this machine as its host and come from no foreign web page,
 * for a browser on this machine can be made to call us.
 */
final class Guard implements Handler<RoutingContext> {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Tokens tokens;

  Guard(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void handle(RoutingContext context) {
    if (tokens.none()) {
      checkOrigin(context.request());
    } else if (isGuarded(path(context))) {
      checkToken(context);
    }
    context.next();
  }

  /** As the routes see it; one that they cannot read, as it came. */
  private static String path(RoutingContext context) {
    try {
      return context.normalizedPath();
    } catch (IllegalArgumentException unreadable) {
      return context.request().path();
    }
  }

  private static boolean isGuarded(String path) {
    return isUnder(path, "/api") || isUnder(path, "/metrics");
  }

  private static boolean isUnder(String path, String root) {
    return path.equals(root) || path.startsWith(root + "/");
  }

  private void checkToken(RoutingContext context) {
    if (tokens.role(context.request().getHeader(HttpHeaders.AUTHORIZATION)).isEmpty()) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      throw new Refusal(
          401,
          "unauthorized",
          "a token is missing or wrong",
          "send the header Authorization: Bearer TOKEN with a token of management.tokens");
    }
  }

  private static void checkOrigin(HttpServerRequest request) {
    HostAndPort host = request.authority();
    if (host == null || !LOOPBACK.contains(host.host().toLowerCase(Locale.ROOT))) {
      throw new Refusal(
          403,
          "foreign-host",
          "without a token only requests to a loopback host are served",
          "call http://localhost or http://127.0.0.1, or configure management.tokens");
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !origin.equalsIgnoreCase(own(request, host))) {
      throw new Refusal(
          403,
          "foreign-origin",
          "without a token a web page of another origin is not served",
          "call from outside of a browser, or configure management.tokens");
    }
  }

  private static String own(HttpServerRequest request, HostAndPort host) {
    String port = host.port() < 0 ? "" : ":" + host.port();
    return request.scheme() + "://" + host.host() + port;
  }
}
