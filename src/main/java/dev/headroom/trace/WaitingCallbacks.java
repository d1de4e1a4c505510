package dev.headroom.trace;

import dev.headroom.event.GroupKey;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which callback of a group waits for a run on this node. Others of the same group are only
 * counted: a full group can call thousands of times a second. Runs of other nodes are not seen
 * here, so what waits is forgotten after a while. Safe for all threads.
 */
final class WaitingCallbacks {

  /** Beyond these the oldest goes. */
  static final int MOST = 10_000;

  /** Longer than that the run was probably another node's. */
  static final Duration WAIT = Duration.ofHours(1);

  /** The oldest first. */
  private final Map<GroupKey, Request> waiting = new LinkedHashMap<>();

  /**
   * A request for room.
   *
   * @param context its span
   * @param at when it came
   * @param callbacks how many callbacks it stands for
   */
  record Request(SpanContext context, Instant at, int callbacks) {

    private boolean isOld(Instant now) {
      return at.plus(WAIT).isBefore(now);
    }
  }

  /** Whether one waits already, which then stands for one callback more. */
  synchronized boolean join(GroupKey key, Instant now) {
    Request request = waiting.get(key);
    if (request == null || request.isOld(now)) {
      return false;
    }
    waiting.replace(key, new Request(request.context(), request.at(), request.callbacks() + 1));
    return true;
  }

  /** From now on this one waits, unless another does. */
  synchronized void add(GroupKey key, SpanContext context, Instant at) {
    Request other = waiting.get(key);
    if (other != null && !other.isOld(at)) {
      return;
    }
    waiting.remove(key);
    waiting.put(key, new Request(context, at, 1));
    if (waiting.size() > MOST) {
      Iterator<Request> oldest = waiting.values().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** This one does not wait any more. */
  synchronized void drop(GroupKey key, SpanContext context) {
    Request request = waiting.get(key);
    if (request != null && request.context().equals(context)) {
      waiting.remove(key);
    }
  }

  /** The one that waits, or null; from now on none does. */
  synchronized Request take(GroupKey key, Instant now) {
    Request request = waiting.remove(key);
    return request == null || request.isOld(now) ? null : request;
  }
}
