package dev.headroom.callback;

import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of callbacks that were not taken, at most once a second for each kind: a backend out of
 * order sends thousands. A line says for how many it stands. Used by one event loop.
 */
final class CallbackLog {

  private static final Logger LOG = LoggerFactory.getLogger(CallbackHandler.class);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long[] until = new long[CallbackReply.values().length];
  private final long[] count = new long[CallbackReply.values().length];

  CallbackLog() {
    Arrays.fill(until, System.nanoTime());
  }

  /** The request is at fault. */
  void refused(CallbackReply reply, HttpServerRequest request, long nowNanos) {
    long times = due(reply, nowNanos);
    if (times > 0) {
      LOG.info(
          "callback refused result={} status={} from={} callbacks={}: {}",
          reply.result(),
          reply.status(),
          request.remoteAddress() == null ? "?" : request.remoteAddress().hostAddress(),
          times,
          reply.body());
    }
  }

  /** We are at fault, and know of it: the event could not be stored. */
  void unavailable(String groupId, Throwable cause) {
    long times = due(CallbackReply.UNAVAILABLE, System.nanoTime());
    if (times > 0) {
      LOG.warn("callback not stored group={} callbacks={}: {}", groupId, times, cause.toString());
    }
  }

  /** We are at fault and do not know why. */
  void failed(Throwable cause) {
    long times = due(CallbackReply.FAILED, System.nanoTime());
    if (times > 0) {
      LOG.error("callback handling failed callbacks={}", times, cause);
    }
  }

  private long due(CallbackReply reply, long nowNanos) {
    int kind = reply.ordinal();
    count[kind]++;
    if (nowNanos - until[kind] < 0) {
      return 0;
    }
    until[kind] = nowNanos + PAUSE_NANOS;
    long times = count[kind];
    count[kind] = 0;
    return times;
  }
}
