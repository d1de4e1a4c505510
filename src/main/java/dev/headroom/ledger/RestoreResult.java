package dev.headroom.ledger;

import dev.headroom.event.Wire;

/** What became of a member who was to be brought back. */
public enum RestoreResult implements Wire {
  /** Not yet known. */
  WAITING,
  /** A member again, by us. */
  RESTORED,
  /** Was a member again already, without us. */
  ALREADY_BACK,
  /** No seat is free. */
  GROUP_FULL,
  /** The account does not exist any more. */
  ACCOUNT_GONE,
  /** The account is in as many groups as it may be. */
  TOO_MANY_GROUPS,
  /** The group does not exist any more. */
  GROUP_GONE,
  /** Chat refused it for another reason. */
  REFUSED
}
