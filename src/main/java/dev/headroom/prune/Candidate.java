package dev.headroom.prune;

import dev.headroom.chat.Member;
import dev.headroom.event.Reason;
import dev.headroom.ledger.Removal;
import java.time.Instant;
import java.util.Comparator;

/**
 * A member who may go.
 *
 * @param member as read
 * @param lastActivity the newest sign of life
 * @param reason why this member
 */
record Candidate(Member member, Instant lastActivity, Reason reason) {

  /** Longest inactive first; the rest only makes the order the same every time. */
  static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::lastActivity)
          .thenComparing(candidate -> candidate.member().joinTime())
          .thenComparing(Candidate::account);

  String account() {
    return member.account();
  }

  /** What the ledger keeps, with the facts behind the decision. */
  Removal toRemoval(String onlineStatus) {
    boolean never = member.lastSendMsgTime().equals(Member.NEVER);
    String evidence =
        "JoinTime "
            + member.joinTime()
            + ", LastSendMsgTime "
            + (never ? "never" : member.lastSendMsgTime())
            + ", MsgSeq "
            + member.msgSeq()
            + ", MsgFlag "
            + member.msgFlag()
            + ", Role "
            + member.role()
            + ", Status "
            + onlineStatus;
    return new Removal(
        account(), member.joinTime(), lastActivity, reason, evidence, member.msgSeq());
  }
}
