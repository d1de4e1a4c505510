package dev.headroom.chat;

import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells whether trouble with one group is that group's or the whole app's: by what calls about
 * other groups of the app came to, or by one look at another of them. Safe for all threads.
 */
final class OtherGroups {

  /** So many groups are remembered: enough that another than the troubled one is among them. */
  private static final int MOST_GROUPS = 16;

  /** So many troubled groups and not one that is well are no chance. */
  private static final int MANY = 3;

  private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final LongSupplier nanoTime;

  /** When a call about the group was answered well, and none came to trouble since; newest last. */
  private final Map<String, Long> well = new LinkedHashMap<>();

  /** When a call about the group last came to trouble, the newest last. */
  private final Map<String, Long> troubled = new LinkedHashMap<>();

  private long newestWell = Long.MIN_VALUE;
  private String lookingAt;
  private Future<Boolean> looking;

  OtherGroups() {
    this(System::nanoTime);
  }

  /** With monotonic time of its own. */
  OtherGroups(LongSupplier nanoTime) {
    this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
  }

  /**
   * A call was answered in a way that shows that the app is well.
   *
   * @param groupId what it was about, or null
   * @param sentNanos when it was sent
   */
  synchronized void answered(String groupId, long sentNanos) {
    newestWell = newestWell == Long.MIN_VALUE ? sentNanos : later(newestWell, sentNanos);
    if (groupId != null) {
      note(well, groupId);
      troubled.remove(groupId);
    }
  }

  private static long later(long one, long other) {
    return one - other >= 0 ? one : other;
  }

  /** A call about the group came to trouble that may be the group's or the app's. */
  synchronized void troubled(String groupId) {
    if (groupId != null) {
      note(troubled, groupId);
      well.remove(groupId);
    }
  }

  private void note(Map<String, Long> groups, String groupId) {
    groups.remove(groupId);
    groups.put(groupId, nanoTime.getAsLong());
    if (groups.size() > MOST_GROUPS) {
      groups.remove(groups.keySet().iterator().next());
    }
  }

  /** Whether a call that was sent after that moment of monotonic time was answered well. */
  synchronized boolean answeredSince(long nanos) {
    return newestWell != Long.MIN_VALUE && newestWell - nanos > 0;
  }

  /**
   * Whether the app is well but for that group. Where nothing tells, one look at another group
   * does, or at the list of groups; all who ask meanwhile share it.
   *
   * @param look looks at a group; succeeds when Chat says anything of it that makes sense
   * @param list the same for the list of groups
   */
  Future<Boolean> areWell(
      String groupId, Function<String, Future<?>> look, Supplier<Future<?>> list) {
    Future<Boolean> shared;
    synchronized (this) {
      if (looking != null && !looking.isComplete() && !groupId.equals(lookingAt)) {
        return looking;
      }
      Optional<String> other = wellLast(groupId);
      if (other.isEmpty() && areManyTroubled(groupId)) {
        return Future.succeededFuture(false);
      }
      shared =
          other
              .<Future<?>>map(look)
              .orElseGet(list)
              .transform(said -> Future.succeededFuture(makesSense(said.cause())));
      looking = shared;
      lookingAt = other.orElse(null);
    }
    return shared;
  }

  private static boolean makesSense(Throwable failure) {
    return failure == null
        || failure instanceof ChatException error
            && !error.kind().isOfApp()
            && !error.kind().isUnclear()
            && !error.notSent();
  }

  private boolean areManyTroubled(String but) {
    long now = nanoTime.getAsLong();
    return troubled.entrySet().stream()
            .filter(each -> !each.getKey().equals(but) && now - each.getValue() < RECENT_NANOS)
            .count()
        >= MANY;
  }

  /** The one that was answered well last. */
  private Optional<String> wellLast(String but) {
    return well.keySet().stream().filter(each -> !each.equals(but)).reduce((one, other) -> other);
  }
}
