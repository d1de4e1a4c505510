package dev.headroom.manage;

import dev.headroom.http.RequestFault;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How requests are answered, well or badly. */
public final class Answer {

  private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
  private static final String JSON = "application/json; charset=utf-8";
  private static final long TIMEOUT_SECONDS = 10;

  /** The connection is closed after 60 s of silence. */
  private static final long LONG_SECONDS = 50;

  private Answer() {}

  /** Answers with JSON. */
  static void send(RoutingContext context, int status, JsonObject body) {
    send(context, status, JSON, body.toBuffer());
  }

  /** Answers; a caller who has gone away is nobody's trouble. */
  static void send(RoutingContext context, int status, String type, Buffer body) {
    send(context.request(), status, type, body);
  }

  private static void send(HttpServerRequest request, int status, String type, Buffer body) {
    HttpServerResponse response =
        request
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, type)
            .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    boolean bodiless = request.method().equals(HttpMethod.HEAD);
    (bodiless ? response.end() : response.end(body))
        .onFailure(gone -> LOG.debug("an answer was not taken: {}", gone.toString()));
  }

  /** Answers with the result; 503 when it fails or takes too long. */
  public static <T> void when(
      RoutingContext context, Future<T> result, Function<T, JsonObject> success) {
    when(context, 200, result, success);
  }

  /**
   * The same with a body that is JSON already.
   *
   * @param status of the answer to a success
   */
  public static void when(RoutingContext context, int status, Future<JsonObject> body) {
    when(context, status, body, Function.identity());
  }

  /**
   * The same.
   *
   * @param status of the answer to a success
   */
  public static <T> void when(
      RoutingContext context, int status, Future<T> result, Function<T, JsonObject> success) {
    inTheEnd(context, status, result.timeout(TIMEOUT_SECONDS, TimeUnit.SECONDS), success);
  }

  /**
   * The same for what may take long.
   *
   * @param slow what is said when it takes longer than a connection can be silent
   */
  public static void inTheEnd(
      RoutingContext context, int status, Future<JsonObject> body, Refusal slow) {
    Future<JsonObject> inTime =
        body.timeout(LONG_SECONDS, TimeUnit.SECONDS)
            .recover(
                failure ->
                    Future.failedFuture(failure instanceof TimeoutException ? slow : failure));
    inTheEnd(context, status, inTime, Function.identity());
  }

  private static <T> void inTheEnd(
      RoutingContext context, int status, Future<T> result, Function<T, JsonObject> success) {
    result
        .onSuccess(
            value -> {
              try {
                send(context, status, success.apply(value));
              } catch (RuntimeException e) {
                context.fail(e);
              }
            })
        .onFailure(
            failure -> {
              if (failure instanceof Refusal) {
                context.fail(failure);
                return;
              }
              LOG.warn("the management API could not read the store", failure);
              context.fail(
                  new Refusal(
                      503,
                      "store-unavailable",
                      "the store did not answer",
                      "see the log of this node and /health/ready, then try again"));
            });
  }

  /** The one place where failures become answers. */
  static void failed(RoutingContext context) {
    if (context.response().ended() || context.response().headWritten()) {
      return;
    }
    Refusal refusal = refusal(context);
    send(context, refusal.status(), refusal.toJson());
  }

  private static Refusal refusal(RoutingContext context) {
    if (context.failure() instanceof Refusal refusal) {
      return refusal;
    }
    int status =
        context.failure() instanceof HttpException http
            ? http.getStatusCode()
            : context.statusCode();
    // Vert.x says 404 of a path that begins with no slash; of any other it is we who say so.
    if (status == 400 || status == 404) {
      return unreadable();
    }
    if (status == 413) {
      return new Refusal(
          413, "too-large", "the body is larger than any call needs", "send less than 64 KiB");
    }
    LOG.error("a management request failed", context.failure());
    return new Refusal(
        500, "internal", "something went wrong here", "see the log of this node, and report it");
  }

  /** Answers what is not HTTP as we speak it; the connection is closed then. */
  static void unread(HttpServerRequest request) {
    Refusal refusal =
        switch (RequestFault.of(request)) {
          case LINE_TOO_LONG ->
              new Refusal(414, "too-long", "the URL is longer than any call needs", "shorten it");
          case HEADERS_TOO_LONG ->
              new Refusal(
                  431, "too-long", "the headers are longer than any call needs", "send fewer");
          case VERSION ->
              new Refusal(
                  505, "http-version", "this version of HTTP is not spoken here", "use HTTP/1.1");
          case MALFORMED ->
              new Refusal(400, "bad-request", "the request is not valid HTTP/1.1", "correct it");
        };
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    send(request, refusal.status(), JSON, refusal.toJson().toBuffer());
  }

  /** For what is not done yet, and will be though its answer comes too late. */
  public static Refusal goesOn(String remedy) {
    return new Refusal(504, "goes-on", "it takes longer than an answer may, and goes on", remedy);
  }

  /** For a URL that is none, or whose encoding is broken. */
  static Refusal unreadable() {
    return new Refusal(
        400,
        "bad-request",
        "the URL cannot be read",
        "a path begins with /, and a percent sign begins a percent-encoded byte");
  }
}
