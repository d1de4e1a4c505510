package dev.headroom.ledger;

import dev.headroom.event.Wire;
import java.time.Instant;
import java.util.Objects;

/**
 * A removed member who is to be brought back.
 *
 * @param restore id of the request
 * @param account the member's UserID
 * @param joinTime the JoinTime they had
 * @param way how it was last tried, or null if it never was: such a call may have had its effect
 */
public record Returnee(String restore, String account, Instant joinTime, Way way) {

  /** The calls that bring people back. */
  public enum Way implements Wire {
    /** import_group_member: nobody is told, JoinTime is kept [1047/34969]. */
    IMPORT,
    /** add_group_member: with callbacks, and a new JoinTime [1047/34921]. */
    ADD
  }

  /** Refuses nulls but for the way. */
  public Returnee {
    Objects.requireNonNull(restore, "restore");
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(joinTime, "joinTime");
  }

  /** The same with that call tried. */
  public Returnee by(Way tried) {
    return new Returnee(restore, account, joinTime, tried);
  }
}
