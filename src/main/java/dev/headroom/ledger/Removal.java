package dev.headroom.ledger;

import dev.headroom.event.GroupPruned;
import dev.headroom.event.Reason;
import java.time.Instant;
import java.util.Objects;

/**
 * A member chosen to go, as the ledger keeps it.
 *
 * @param account the member's UserID
 * @param joinTime JoinTime when chosen: who comes back later has another one
 * @param lastActivity the newest sign of life
 * @param reason why this member
 * @param evidence the facts the decision rests on, readable
 * @param msgSeq MsgSeq when chosen: who has read on since is here; null when it is not known
 */
public record Removal(
    String account,
    Instant joinTime,
    Instant lastActivity,
    Reason reason,
    String evidence,
    Long msgSeq) {

  /** One whose MsgSeq is not known. */
  public Removal(
      String account, Instant joinTime, Instant lastActivity, Reason reason, String evidence) {
    this(account, joinTime, lastActivity, reason, evidence, null);
  }

  /** Refuses nulls. */
  public Removal {
    Objects.requireNonNull(account, "account");
    Objects.requireNonNull(joinTime, "joinTime");
    Objects.requireNonNull(lastActivity, "lastActivity");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(evidence, "evidence");
  }

  /** Whether that MsgSeq says that the member has read something since. */
  public boolean hasReadSince(Long msgSeqNow) {
    return msgSeq != null && msgSeqNow != null && msgSeqNow > msgSeq;
  }

  /** What {@code group.pruned} tells of it. */
  public GroupPruned.Member toMember() {
    return new GroupPruned.Member(account, lastActivity, reason);
  }
}
