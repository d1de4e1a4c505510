package dev.headroom.manage;

import dev.headroom.config.ManagementSettings.Role;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Lets through who may call. With tokens: everything under {@code /api} and {@code /metrics} needs
 * one, and one of the role {@code operate} for whatever does more than read. Without: the request
 * must name this machine as its host and come from no foreign web page, for a browser on this
 * machine can be made to call us.
 */
public final class Guard implements Handler<RoutingContext> {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String ACTOR = Actor.class.getName();

  private final Tokens tokens;

  Guard(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void handle(RoutingContext context) {
    if (tokens.none()) {
      checkOrigin(context.request());
      context.put(ACTOR, Actor.LOCAL);
    } else if (isGuarded(path(context))) {
      context.put(ACTOR, checkToken(context));
    }
    context.next();
  }

  /** Who calls a guarded path. */
  public static Actor actor(RoutingContext context) {
    return context.get(ACTOR);
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

  private Actor checkToken(RoutingContext context) {
    Optional<Actor> actor = tokens.actor(context.request().getHeader(HttpHeaders.AUTHORIZATION));
    if (actor.isEmpty()) {
      context.response().putHeader("WWW-Authenticate", "Bearer");
      throw new Refusal(
          401,
          "unauthorized",
          "a token is missing or wrong",
          "send the header Authorization: Bearer TOKEN with a token of management.tokens");
    }
    if (actor.get().role() != Role.OPERATE && !READING.contains(context.request().method())) {
      throw new Refusal(
          403,
          "read-only",
          "this token may only read",
          "use one whose role is operate, see management.tokens");
    }
    return actor.get();
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
