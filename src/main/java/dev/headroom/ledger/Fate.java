package dev.headroom.ledger;

import dev.headroom.event.Wire;

/** What became of a member whose removal was intended. */
public enum Fate implements Wire {
  /** Nothing is known yet: the intent is open. */
  OPEN,
  /** Really gone. */
  REMOVED,
  /** Still a member: the call had no effect. */
  STAYED,
  /** A member again, with a JoinTime after the intent: came back. */
  RETURNED,
  /** The call was never sent. */
  NOT_SENT,
  /** The run ended before anybody could look: perhaps gone. */
  UNKNOWN
}
