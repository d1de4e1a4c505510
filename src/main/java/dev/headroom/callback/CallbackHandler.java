package dev.headroom.callback;

import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.http.RequestFault;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers callbacks: checks them, hands what is right to the {@link Intake}, replies.
 *
 * <p>What the head of a request decides is decided when it arrives; the reply follows at the end of
 * its body, so that the connection stays usable. Only a body that is too large is not waited for.
 * Used by one event loop, which also sends the reply: an event that the intake accepts at once is
 * answered without leaving it.
 */
final class CallbackHandler implements Handler<HttpServerRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackHandler.class);
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence POST = HttpHeaders.createOptimized("POST");
  private static final byte[] NOTHING = {};

  private final CurrentSettings settings;
  private final CallbackConnections connections;
  private final CallbackMetrics metrics;
  private final CallbackTally tally;
  private final CallbackLog log = new CallbackLog();
  private final Intake intake;
  private final OverLimit overLimit;
  private final Clock clock;
  private final int maxBody;
  private Settings checked;
  private CallbackChecks checks;
  private byte[] scratch = NOTHING;
  private boolean stopping;

  /**
   * Makes a handler for one event loop.
   *
   * @param settings the apps served, the path, the largest body; tokens may change
   * @param intake where full groups go
   * @param overLimit where warnings of the call limits go
   * @param clock tells whether a signature is fresh
   * @param meters counts and times the replies
   * @param connections told of requests and replies
   * @param tally written for people who ask what came
   */
  CallbackHandler(
      CurrentSettings settings,
      Intake intake,
      OverLimit overLimit,
      Clock clock,
      MeterRegistry meters,
      CallbackConnections connections,
      CallbackTally tally) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.maxBody = settings.get().server().maxBody();
    this.metrics = new CallbackMetrics(meters);
    this.intake = Objects.requireNonNull(intake, "intake");
    this.overLimit = Objects.requireNonNull(overLimit, "overLimit");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.connections = Objects.requireNonNull(connections, "connections");
    this.tally = Objects.requireNonNull(tally, "tally");
  }

  @Override
  public void handle(HttpServerRequest request) {
    keepUp();
    Exchange exchange = new Exchange(request);
    exchange.head();
    request.handler(exchange::chunk).endHandler(exchange::end).exceptionHandler(exchange::broken);
  }

  /** Prepares the checks anew when the settings have changed since. */
  private void keepUp() {
    Settings now = settings.get();
    // The same object as a rule, which records compare first.
    if (!now.equals(checked)) {
      checks = new CallbackChecks(now.server().path(), now.apps());
      checked = now;
    }
  }

  /** Answers what is not HTTP; Vert.x closes the connection then. */
  void malformed(HttpServerRequest request) {
    new Exchange(request)
        .reply(
            switch (RequestFault.of(request)) {
              case LINE_TOO_LONG, HEADERS_TOO_LONG -> CallbackReply.LONG_HEAD;
              case VERSION -> CallbackReply.HTTP_VERSION;
              case MALFORMED -> CallbackReply.MALFORMED_HTTP;
            },
            true);
  }

  /** From now on every reply ends its connection, so that none is cut when the port closes. */
  void stopping() {
    stopping = true;
  }

  /** One request and its reply. */
  private final class Exchange {

    private final HttpServerRequest request;
    private final long startedNanos = System.nanoTime();
    private final CallbackConnections.Deadline deadline;
    private Instant receivedAt;
    private CallbackQuery query;
    private CallbackReply verdict;
    private Buffer body;
    private boolean isBodyCopied;
    private int length;
    private boolean isAnswered;

    Exchange(HttpServerRequest request) {
      this.request = request;
      this.deadline = connections.busy(request.connection(), startedNanos);
    }

    /** Everything that can be said without the body; an empty verdict leaves it to the body. */
    void head() {
      try {
        receivedAt = clock.instant();
        String uri = request.uri();
        verdict = checks.line(request.method(), uri);
        if (declaredLength() > maxBody) {
          refuseBody();
        } else if (verdict == null) {
          query = checks.query(uri);
          verdict = checks.query(query, receivedAt.getEpochSecond());
        }
      } catch (RuntimeException | Error e) {
        log.failed(e);
        verdict = CallbackReply.FAILED;
      }
    }

    void chunk(Buffer chunk) {
      length += chunk.length();
      if (isAnswered) {
        return;
      }
      if (length > maxBody) {
        refuseBody();
      } else if (verdict == null) {
        keep(chunk);
      }
    }

    void end(Void end) {
      if (isAnswered) {
        close();
        return;
      }
      try {
        if (verdict == null) {
          act();
        } else {
          reply(verdict, false);
        }
      } catch (RuntimeException | Error e) {
        log.failed(e);
        if (!isAnswered) {
          reply(CallbackReply.FAILED, false);
        }
      }
    }

    /** A body that is not HTTP, a broken chunk say; Vert.x closes the connection then. */
    void broken(Throwable cause) {
      // Anything else is a client that is gone.
      if (!isAnswered && cause instanceof DecoderException) {
        reply(CallbackReply.MALFORMED_HTTP, true);
      }
    }

    private long declaredLength() {
      String declared = request.headers().get(HttpHeaders.CONTENT_LENGTH);
      // What is no number at all the HTTP decoder has refused before.
      return declared == null ? 0 : CallbackQuery.digits(declared);
    }

    /** The connection goes once the client had a moment to read why. */
    private void refuseBody() {
      CallbackReply line = checks.line(request.method(), request.uri());
      reply(line == null ? CallbackReply.TOO_LARGE : line, true);
      deadline.leaving(System.nanoTime());
    }

    private void keep(Buffer chunk) {
      if (body == null) {
        body = chunk;
        return;
      }
      if (!isBodyCopied) {
        body = Buffer.buffer(2 * (body.length() + chunk.length())).appendBuffer(body);
        isBodyCopied = true;
      }
      body.appendBuffer(chunk);
    }

    private void act() {
      CallbackBody fields = readBody();
      if (fields == null) {
        return;
      }
      if (query.command().equals(CallbackChecks.OVER_LIMIT)) {
        overLimit.overLimit(query.sdkAppId(), fields.command());
        reply(CallbackReply.ALERT, false);
        return;
      }
      GroupFull event = event(fields);
      Future<Void> accepted = intake.accept(event);
      if (accepted.isComplete()) {
        accepted(event, accepted);
      } else {
        accepted.onComplete(done -> accepted(event, accepted));
      }
    }

    /** Null when the reply was given. */
    private CallbackBody readBody() {
      if (scratch.length < length) {
        scratch = new byte[Math.min(maxBody, 2 * length)];
      }
      if (body != null) {
        body.getBytes(scratch);
      }
      Optional<CallbackBody> fields = CallbackBody.parse(scratch, length);
      CallbackReply refusal = checks.body(query, fields);
      if (refusal != null) {
        reply(refusal, false);
        return null;
      }
      return fields.orElseThrow();
    }

    private GroupFull event(CallbackBody fields) {
      String topicId = fields.topicId() == null ? "" : fields.topicId();
      return new GroupFull(
          new GroupKey(query.sdkAppId(), fields.groupId(), topicId),
          receivedAt,
          fields.eventTime(),
          CallbackChecks.printable(query.clientIp()),
          CallbackChecks.printable(query.platform()));
    }

    private void accepted(GroupFull event, Future<Void> accepted) {
      if (accepted.succeeded()) {
        reply(CallbackReply.ACCEPTED, false);
      } else {
        log.unavailable(event.key().groupId(), accepted.cause());
        reply(CallbackReply.UNAVAILABLE, false);
      }
    }

    void reply(CallbackReply reply, boolean isLast) {
      isAnswered = true;
      HttpServerResponse response = request.response();
      response.putHeader(HttpHeaders.CONTENT_TYPE, JSON);
      if (reply.status() != 200) {
        response.setStatusCode(reply.status());
        if (reply == CallbackReply.METHOD) {
          response.putHeader(HttpHeaders.ALLOW, POST);
        }
      }
      if (isLast || stopping) {
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      }
      response.end(reply.body()).onFailure(gone -> LOG.debug("client gone before the reply"));
      if (stopping && !isLast) {
        close();
      }
      replied(reply);
    }

    private void replied(CallbackReply reply) {
      long now = System.nanoTime();
      deadline.resting(now);
      metrics.replied(reply, now - startedNanos);
      tally.replied(reply, query, request, receivedAt == null ? clock.instant() : receivedAt);
      if (reply.status() != 200 && reply.status() != 503) {
        log.refused(reply, request, now);
      }
    }

    private void close() {
      request.connection().close().onFailure(e -> LOG.debug("connection was gone already"));
    }
  }
}
