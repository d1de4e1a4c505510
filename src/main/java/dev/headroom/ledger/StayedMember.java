package dev.headroom.ledger;

import java.util.Objects;

/**
 * A member shown by a braked run who stayed when the run was released.
 *
 * @param account the member's UserID
 * @param rule why, by the name the rule has in counts of the spared
 */
public record StayedMember(String account, String rule) {

  /** Refuses nulls. */
  public StayedMember {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(rule, "rule");
  }
}
