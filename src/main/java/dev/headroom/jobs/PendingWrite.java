package dev.headroom.jobs;

import dev.headroom.event.Cause;
import dev.headroom.event.GroupFull;
import dev.headroom.store.CallerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A group's request that waits for the next commit, and those that came while it waited: they share
 * it, and its failure. One future for each event loop, however many wait.
 */
final class PendingWrite {

  private final Cause first;
  private final long since;
  private final Map<CallerContext, Promise<Void>> waiting = new HashMap<>(2);
  private GroupFull newestCallback;
  private long callbacks;
  private long requests;
  private Throwable failure;
  private boolean closed;

  PendingWrite(Cause first, long sinceNanos) {
    this.first = first;
    this.since = sinceNanos;
  }

  /** Who asked first. */
  Cause cause() {
    return first;
  }

  long sinceNanos() {
    return since;
  }

  /**
   * Adds a request.
   *
   * @return null when it comes too late to share this write
   */
  synchronized Future<Void> join(GroupFull event, Cause cause, CallerContext context) {
    if (closed) {
      return null;
    }
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    requests++;
    if (cause == Cause.CALLBACK) {
      newestCallback = event;
      callbacks++;
    }
    return waiting.computeIfAbsent(context.common(), loop -> loop.promise()).future();
  }

  /** From now on nobody shares this write any more. */
  synchronized void close() {
    closed = true;
  }

  /** How many requests share this write so far. */
  synchronized long requests() {
    return requests;
  }

  /** Tells the callbacks among them. */
  void announce(Announcer announcer, long job) {
    GroupFull newest;
    long count;
    synchronized (this) {
      newest = newestCallback;
      count = callbacks;
    }
    if (count > 0) {
      announcer.accepted(newest, count, job);
    }
  }

  /** It is durable. */
  void succeed() {
    take().forEach(Promise::tryComplete);
  }

  /** It is not known to be durable; a late commit makes it a job all the same. */
  void fail(Throwable cause) {
    List<Promise<Void>> told;
    synchronized (this) {
      failure = cause;
      told = take();
    }
    told.forEach(promise -> promise.tryFail(cause));
  }

  private synchronized List<Promise<Void>> take() {
    List<Promise<Void>> told = List.copyOf(waiting.values());
    waiting.clear();
    return told;
  }
}
