package dev.headroom.chat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;

/**
 * Sends one POST and brings its reply. Each is sent once at most: nothing is repeated, no redirect
 * is followed. To be used on one context.
 *
 * <p>It stands on the plain client, because a call whose moment may pass must be checked between
 * getting a connection, which can take long, and writing.
 */
final class ChatHttp {

  /** Replies larger than this are none of Chat's, whose own limit is 1 MB [1047/34948]. */
  static final int MOST_BYTES = 2 * 1024 * 1024;

  /** Shorter than servers keep idle connections, so that few calls meet one that just closes. */
  private static final int KEEP_ALIVE_SECONDS = 15;

  private static final String LATE = "late";

  private final Vertx vertx;
  private final HttpClient client;
  private final URI base;
  private final Duration timeout;

  /** A reply that came as a whole. */
  record Reply(int status, String date, Buffer body) {}

  /** No reply. What the HTTP client says of it is dropped: it can hold the URI and its UserSig. */
  static final class NoReply extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Set<String> NETWORK = Set.of("connect", "tls", "dns");
    private final String word;
    private final boolean sent;

    private NoReply(String word, boolean sent) {
      super(word, null, false, false);
      this.word = word;
      this.sent = sent;
    }

    /** Whether its moment had passed, so that it was not sent on purpose. */
    boolean isLate() {
      return LATE.equals(word);
    }

    /** What went wrong: timeout, connect, tls, dns, reset, too_big, late. */
    String word() {
      return word;
    }

    /** Whether nobody was reached at all. */
    boolean isOfNetwork() {
      return NETWORK.contains(word);
    }

    /** Whether anything of the call can have arrived. */
    boolean sent() {
      return sent;
    }
  }

  /** A client for one base URL. */
  ChatHttp(Vertx vertx, URI base, int connections, Duration timeout) {
    this.vertx = vertx;
    this.base = base;
    this.timeout = timeout;
    HttpClientOptions options =
        new HttpClientOptions()
            .setVerifyHost(true)
            .setKeepAlive(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
            .setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(connections));
  }

  /**
   * Sends a body.
   *
   * @param pathAndQuery below the base URL
   * @param late asked when a connection is there, right before writing: true = do not send
   * @return fails with {@link NoReply} only
   */
  Future<Reply> post(String pathAndQuery, Buffer body, BooleanSupplier late) {
    Exchange exchange = new Exchange(body, late);
    exchange.start(pathAndQuery);
    return exchange.promise.future();
  }

  Future<Void> close() {
    return client.close();
  }

  private RequestOptions options(String pathAndQuery) {
    boolean tls = "https".equalsIgnoreCase(base.getScheme());
    int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
    String folder = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
    return new RequestOptions()
        .setMethod(HttpMethod.POST)
        .setSsl(tls)
        .setHost(base.getHost())
        .setPort(port)
        .setURI(folder + pathAndQuery)
        .setFollowRedirects(false)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
  }

  /** One call, from asking for a connection to the last byte. */
  private final class Exchange {
    private final Promise<Reply> promise = Promise.promise();
    private final Buffer body;
    private final BooleanSupplier late;
    private final Buffer received = Buffer.buffer();
    private final long timer;
    private HttpClientRequest request;
    private boolean sent;
    private boolean ended;

    Exchange(Buffer body, BooleanSupplier late) {
      this.body = body;
      this.late = late;
      this.timer = vertx.setTimer(Math.max(1, timeout.toMillis()), id -> fail("timeout"));
    }

    void start(String pathAndQuery) {
      Future<HttpClientRequest> wanted;
      try {
        wanted = client.request(options(pathAndQuery));
      } catch (IllegalStateException closed) {
        wanted = Future.failedFuture(closed);
      }
      wanted.onComplete(this::connected, this::notConnected);
    }

    private void notConnected(Throwable cause) {
      if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
        fail("tls");
      } else if (cause instanceof UnknownHostException) {
        fail("dns");
      } else {
        fail("connect");
      }
    }

    private void connected(HttpClientRequest connected) {
      request = connected;
      // Without a handler the client logs its failures itself.
      request.exceptionHandler(cause -> fail("reset"));
      if (ended) {
        request.reset();
      } else if (late.getAsBoolean()) {
        fail(LATE);
      } else {
        sent = true;
        request.send(body).onComplete(this::replied, cause -> fail("reset"));
      }
    }

    private void replied(HttpClientResponse response) {
      response.exceptionHandler(cause -> fail("reset"));
      response.handler(
          part -> {
            if (received.length() + part.length() > MOST_BYTES) {
              fail("too_big");
            } else if (!ended) {
              received.appendBuffer(part);
            }
          });
      response.endHandler(
          end -> {
            if (end()) {
              promise.complete(
                  new Reply(response.statusCode(), response.getHeader(HttpHeaders.DATE), received));
            }
          });
    }

    private void fail(String word) {
      if (end()) {
        if (request != null) {
          request.reset();
        }
        promise.fail(new NoReply(word, sent));
      }
    }

    private boolean end() {
      if (ended) {
        return false;
      }
      ended = true;
      vertx.cancelTimer(timer);
      return true;
    }
  }
}
