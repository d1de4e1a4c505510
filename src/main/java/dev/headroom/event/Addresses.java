package dev.headroom.event;

/**
 * The event bus addresses of Headroom: the one place that names them.
 *
 * <p>The bus is best effort by nature: messages on it wake and inform, the job table decides.
 */
public final class Addresses {

  /** A group is full. Published to every consumer; body: the GroupId, see {@link GroupFull}. */
  public static final String GROUP_FULL = "group.full";

  /** The same message, sent to exactly one consumer among all instances and nodes. */
  public static final String GROUP_FULL_ONCE = "group.full.once";

  /** A run has ended. Published to every consumer at least once; see {@link GroupPruned}. */
  public static final String GROUP_PRUNED = "group.pruned";

  /** The same message, sent to exactly one consumer among all instances and nodes. */
  public static final String GROUP_PRUNED_ONCE = "group.pruned.once";

  /** A claimed job for a prune worker of this node. Internal, point to point, local only. */
  public static final String GROUP_PRUNE = "group.prune";

  private Addresses() {}
}
