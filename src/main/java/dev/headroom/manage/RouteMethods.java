package dev.headroom.manage;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** Puts paths on a router, each with the methods it knows; any other is told which those are. */
public final class RouteMethods {

  private static final String GET = "GET, HEAD";
  private static final String POST = "POST";
  private static final long MAX_BODY = 64 * 1024L;

  private RouteMethods() {}

  public static void get(Router router, String path, Handler<RoutingContext> handler) {
    addGet(router, path, handler);
    otherwise(router, path, GET, "use GET");
  }

  /** The handler finds the whole body. */
  public static void post(Router router, String path, Handler<RoutingContext> handler) {
    addPost(router, path, handler);
    otherwise(router, path, POST, "use POST");
  }

  public static void getAndPost(
      Router router, String path, Handler<RoutingContext> get, Handler<RoutingContext> post) {
    addGet(router, path, get);
    addPost(router, path, post);
    otherwise(router, path, GET + ", " + POST, "use GET to see, POST to change");
  }

  private static void addGet(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private static void addPost(Router router, String path, Handler<RoutingContext> handler) {
    router.post(path).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY)).handler(handler);
  }

  private static void otherwise(Router router, String path, String allowed, String remedy) {
    router
        .route(path)
        .handler(
            context -> {
              context.response().putHeader(HttpHeaders.ALLOW, allowed);
              throw new Refusal(
                  405, "method-not-allowed", "this path does not know that method", remedy);
            });
  }
}
