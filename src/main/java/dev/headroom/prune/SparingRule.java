package dev.headroom.prune;

import dev.headroom.event.Wire;

/** Why a member is spared. */
public enum SparingRule implements Wire {
  /** Owner of the group. */
  OWNER,
  /** Administrator of the group. */
  ADMIN,
  /** A role nobody here knows. */
  UNKNOWN_ROLE,
  /** The administrator account of the app that Headroom signs in with. */
  APP_ADMINISTRATOR,
  /** Named in {@code protect.accounts}. */
  PROTECTED_ACCOUNT,
  /** Carries a field named in {@code protect.memberFields}. */
  PROTECTED_FIELD,
  /** JoinTime or LastSendMsgTime did not come: unknown is never inactive. */
  UNKNOWN_ACTIVITY,
  /** Never wrote, and {@code neverSpoke} is {@code protect}. */
  NEVER_SPOKE,
  /** Was removed and brought back within {@code protect.restored}. */
  RESTORED,
  /** Joined within {@code newcomer}. */
  NEWCOMER,
  /** Wrote or joined within {@code inactiveFor}. */
  ACTIVE,
  /** Has read the newest message, which is younger than {@code inactiveFor}. */
  READER,
  /** Online or PushOnline. */
  ONLINE,
  /** Nobody could say whether this member is online. */
  ONLINE_UNKNOWN,
  /** Not a member any more when looked at again. */
  LEFT,
  /** Left and came back since the members were read. */
  REJOINED,
  /** Showed a sign of life since the members were read. */
  ACTIVE_AGAIN,
  /** Chat did not remove this member. */
  NOT_REMOVED,
  /** Could go, but no more seats are needed. */
  NOT_NEEDED
}
