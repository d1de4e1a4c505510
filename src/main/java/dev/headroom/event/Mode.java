package dev.headroom.event;

/** How far a run may go; the order is from the weakest to the strongest. */
public enum Mode implements Wire {
  /** The group is left alone. */
  OFF,
  /** Everything but the deletion. */
  OBSERVE,
  /** Members are removed. */
  ENFORCE;

  /** The weaker of the two: a consent can weaken a mode, never strengthen it. */
  public Mode weakest(Mode other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
