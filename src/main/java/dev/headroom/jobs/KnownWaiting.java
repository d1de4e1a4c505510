package dev.headroom.jobs;

import dev.headroom.event.GroupKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Groups that are known to wait: their next run begins after every request that finds them here.
 * Safe for all threads.
 *
 * <p>On a database of our own this follows every commit and stays true until a claim. On a shared
 * one other nodes claim unseen: then a group is known for a moment only, by our own monotonic
 * clock, and never in the last second before it is due. Whoever brings a due time forward gives
 * {@linkplain dev.headroom.store.Session#noticeMillis() notice} for longer than that moment.
 */
final class KnownWaiting {

  private static final long MARGIN_MILLIS = 1_000;
  private static final long MOMENT_MILLIS = 1_000;

  private final boolean shared;
  private final Map<GroupKey, Known> groups = new ConcurrentHashMap<>();

  KnownWaiting(boolean shared) {
    this.shared = shared;
  }

  private record Known(long job, long untilNanos) {}

  /**
   * The job of the group if it is known to wait, or null.
   *
   * @param nowNanos monotonic, read after the request came
   */
  Long job(GroupKey key, long nowNanos) {
    Known known = groups.get(key);
    return known == null || shared && known.untilNanos() - nowNanos <= 0 ? null : known.job();
  }

  /**
   * A request was committed.
   *
   * @param askedNanos monotonic, read before the row was
   */
  void committed(GroupKey key, JobTable.Accepted accepted, long askedNanos) {
    if (!accepted.waits()) {
      return;
    }
    long millis = Math.min(accepted.dueInMillis() - MARGIN_MILLIS, MOMENT_MILLIS);
    if (!shared || millis > 0) {
      groups.put(
          key, new Known(accepted.job(), askedNanos + TimeUnit.MILLISECONDS.toNanos(millis)));
    }
  }

  /** The group's run begins. */
  void begins(GroupKey key) {
    groups.remove(key);
  }

  /** How many are known. */
  int size() {
    return groups.size();
  }

  /** Makes room on a shared database. */
  void forgetOld(long nowNanos) {
    if (shared) {
      groups.values().removeIf(known -> known.untilNanos() - nowNanos <= 0);
    }
  }
}
