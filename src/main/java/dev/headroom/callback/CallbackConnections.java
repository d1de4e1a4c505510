package dev.headroom.callback;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections that hold a place for nothing.
 *
 * <p>What counts is complete requests, not bytes: a client that sends a byte now and then is as
 * idle as a silent one. Between requests a connection may rest for minutes, as Tencent's do
 * [1047/34354]. Used by one event loop.
 */
final class CallbackConnections {

  /**
   * How long a connection may take.
   *
   * @param first from its opening to the first request
   * @param request from the head of a request to the reply
   * @param rest from a reply to the next request's head
   * @param leave how long replies end their connections before a port that stops is closed
   */
  record Limits(Duration first, Duration request, Duration rest, Duration leave) {

    /** What the service uses. */
    static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            Duration.ofMillis(300));
  }

  private static final Logger LOG = LoggerFactory.getLogger(CallbackConnections.class);
  private static final long LEAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Map<HttpConnection, Deadline> deadlines = new IdentityHashMap<>();
  private final long firstNanos;
  private final long requestNanos;
  private final long restNanos;
  private final LongSupplier nanoTime;

  /**
   * Watches no connection yet.
   *
   * @param limits how long a connection may take
   * @param nanoTime a monotonic clock
   */
  CallbackConnections(Limits limits, LongSupplier nanoTime) {
    this.firstNanos = limits.first().toNanos();
    this.requestNanos = limits.request().toNanos();
    this.restNanos = limits.rest().toNanos();
    this.nanoTime = nanoTime;
  }

  /** When a connection is closed; held by its request, so that it is looked up once. */
  final class Deadline {
    private long nanos;

    /**
     * The request was answered.
     *
     * @param nowNanos the time by the monotonic clock
     */
    void resting(long nowNanos) {
      nanos = nowNanos + restNanos;
    }

    /**
     * The last reply was given while the client still sends: time is left to read it, for a close
     * with unread data would take it back.
     *
     * @param nowNanos the time by the monotonic clock
     */
    void leaving(long nowNanos) {
      nanos = nowNanos + LEAVE_NANOS;
    }
  }

  /** A connection was opened; it is watched until it closes. */
  void opened(HttpConnection connection) {
    Deadline deadline = new Deadline();
    deadline.nanos = nanoTime.getAsLong() + firstNanos;
    deadlines.put(connection, deadline);
    connection.closeHandler(closed -> deadlines.remove(connection));
  }

  /**
   * The head of a request has come.
   *
   * @param nowNanos the time by the monotonic clock
   */
  Deadline busy(HttpConnection connection, long nowNanos) {
    Deadline deadline = deadlines.get(connection);
    if (deadline == null) {
      // It is closed already: nothing is watched any more.
      return new Deadline();
    }
    deadline.nanos = nowNanos + requestNanos;
    return deadline;
  }

  /** Closes what is overdue. */
  void sweep() {
    long now = nanoTime.getAsLong();
    // A copy: closing may take the connection out of the map at once.
    for (HttpConnection connection : List.copyOf(deadlines.keySet())) {
      if (now - deadlines.get(connection).nanos >= 0) {
        connection.close().onFailure(e -> LOG.debug("overdue connection was gone already"));
      }
    }
  }
}
