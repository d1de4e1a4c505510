package dev.headroom.cluster;

import java.util.function.IntSupplier;

/**
 * One node's part of the calls a second of one API, of which all nodes together have an allowance.
 *
 * <p>What the node may use it has claimed in a table before, and has seen in a later look at the
 * table that the claims of all nodes together are within the allowance. It gives up first what it
 * uses and only then the claim. Thereby no order of events lets the nodes use more than they may:
 * of two nodes that want the same, the one that looks last sees the claim of the other.
 *
 * <p>{@link #usable()} may be asked from any thread, the rest belongs to one context.
 */
final class CallClaim {

  private final IntSupplier allowance;
  private final IntSupplier used;
  private volatile int usable;
  private int target;

  /**
   * Nothing claimed.
   *
   * @param allowance of all nodes together
   * @param used calls of this node that count now
   */
  CallClaim(IntSupplier allowance, IntSupplier used) {
    this.allowance = allowance;
    this.used = used;
  }

  /** Calls per second that this node may make. */
  int usable() {
    return Math.min(usable, allowance.getAsInt());
  }

  /** What to claim now: what we want, but not less than what is still under way. */
  int claim() {
    return Math.max(target, used.getAsInt());
  }

  /** Whether it has not come to what it wants, or still claims more. */
  boolean isMoving() {
    return usable != target || used.getAsInt() > target;
  }

  /** The claim may have been overlooked: nothing may be used until it was seen again. */
  void drop() {
    usable = 0;
  }

  /**
   * The table was looked at.
   *
   * @param share which part of the allowance is ours
   * @param mine what we have claimed, before that look and still
   * @param others what the others have claimed
   */
  void seen(Share share, long mine, long others) {
    int all = Math.max(0, allowance.getAsInt());
    target = share.of(all);
    if (usable > target) {
      usable = target;
    } else if (mine >= target && mine + others <= all) {
      usable = target;
    }
  }
}
