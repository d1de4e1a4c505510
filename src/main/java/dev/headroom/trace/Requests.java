package dev.headroom.trace;

import dev.headroom.event.GroupKey;
import io.opentelemetry.api.trace.SpanContext;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which callback of a group waits for a run on this node. Others of the same group are only
 * counted: a full group can call thousands of times a second. Safe for all threads.
 */
final class Requests {

  private static final int MOST = 10_000;

  private final Map<GroupKey, Request> waiting = new ConcurrentHashMap<>();

  /**
   * A request for room.
   *
   * @param context its span
   * @param at when it came
   * @param callbacks how many callbacks it stands for
   */
  record Request(SpanContext context, Instant at, int callbacks) {}

  /** Whether one waits already, which then stands for one callback more; or there is no room. */
  boolean join(GroupKey key) {
    Request joined =
        waiting.computeIfPresent(
            key,
            (same, request) ->
                new Request(request.context(), request.at(), request.callbacks() + 1));
    return joined != null || waiting.size() >= MOST;
  }

  void add(GroupKey key, SpanContext context, Instant at) {
    waiting.putIfAbsent(key, new Request(context, at, 1));
  }

  /** The one that waits, or null; from now on none does. */
  Request take(GroupKey key) {
    return waiting.remove(key);
  }
}
