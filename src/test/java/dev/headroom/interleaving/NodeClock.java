package dev.headroom.interleaving;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** A node's clock, which may be off. */
final class NodeClock extends Clock {

  private final Clock right;
  private volatile Duration off = Duration.ZERO;

  NodeClock(Clock right) {
    this.right = right;
  }

  boolean isOff() {
    return !off.isZero();
  }

  void setOff(Duration by) {
    off = by;
  }

  @Override
  public Instant instant() {
    return right.instant().plus(off);
  }

  @Override
  public ZoneId getZone() {
    return right.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
