package dev.headroom.event;

/** Why a member goes. */
public enum Reason implements Wire {
  /** Wrote once, but nothing for longer than {@code inactiveFor}. */
  INACTIVE,
  /** Never wrote, and joined longer ago than {@code inactiveFor}. */
  NEVER_SPOKE;
}
