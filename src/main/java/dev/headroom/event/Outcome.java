package dev.headroom.event;

/** How a run ended. */
public enum Outcome implements Wire {
  /** At least one member was removed. */
  PRUNED,
  /** The mode was {@code observe}: the members who would have gone are named. */
  OBSERVED,
  /** The group is full and nobody may be removed. */
  NOTHING_TO_PRUNE,
  /** A seat had become free before the run looked. */
  NOT_FULL_ANY_MORE,
  /** The group does not exist any more. */
  GROUP_GONE,
  /** AVChatRoom, a Community without evidence of activity, or a type nobody knows. */
  UNSUPPORTED_TYPE,
  /** A small group: full on purpose, and left alone. */
  TOO_SMALL,
  /** A topic of a Community is full, not the group. */
  TOPIC,
  /** Something did not look right: nobody was removed, a person must look. */
  BRAKED,
  /** The limit of removals in 24 hours is reached. */
  DAILY_LIMIT,
  /** Switched off by configuration or by the group's own field. */
  SWITCHED_OFF,
  /** Given up, with a cause. */
  FAILED;
}
