package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PolicySettings.NeverSpoke;
import dev.headroom.event.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says of each member whether the policy lets it go. Pure: the same facts, the same verdict. */
final class Judge {

  private static final String ANY_VALUE = "*";
  private static final String DISCARD = "Discard";

  private final PolicySettings policy;
  private final List<Group> looks;
  private final String administrator;
  private final Map<String, Instant> restoredUntil;
  private final Instant now;

  /**
   * A judge of one group at one moment.
   *
   * @param looks at the group in this run, at least one: who had read its newest message at an
   *     earlier look was here then, whatever has been written since
   * @param administrator the account Headroom signs in with
   * @param restoredUntil who was brought back, and until when that protects them
   */
  Judge(
      PolicySettings policy,
      List<Group> looks,
      String administrator,
      Map<String, Instant> restoredUntil,
      Instant now) {
    this.policy = policy;
    this.looks = List.copyOf(looks);
    this.administrator = administrator;
    this.restoredUntil = restoredUntil;
    this.now = now;
  }

  Verdict judge(Member member) {
    SparingRule rule = protection(member);
    if (rule != null) {
      return new Verdict.Spared(rule, null);
    }
    boolean neverSpoke = member.lastSendMsgTime().equals(Member.NEVER);
    if (neverSpoke && policy.neverSpoke() == NeverSpoke.PROTECT) {
      return new Verdict.Spared(SparingRule.NEVER_SPOKE, null);
    }
    Instant ownActivity = newest(member.joinTime(), member.lastSendMsgTime());
    Instant lastActivity = newest(ownActivity, lastReading(member));
    Instant backUntil = restoredUntil.getOrDefault(member.account(), Instant.MIN);
    Instant newcomerUntil = member.joinTime().plus(policy.newcomer());
    Instant activeUntil = lastActivity.plus(policy.inactiveFor());
    Instant eligibleAt = newest(backUntil, newest(newcomerUntil, activeUntil));
    if (now.isBefore(backUntil)) {
      return new Verdict.Spared(SparingRule.RESTORED, eligibleAt);
    }
    if (now.isBefore(newcomerUntil)) {
      return new Verdict.Spared(SparingRule.NEWCOMER, eligibleAt);
    }
    if (now.isBefore(activeUntil)) {
      boolean ownIsEnough = now.isBefore(ownActivity.plus(policy.inactiveFor()));
      return new Verdict.Spared(ownIsEnough ? SparingRule.ACTIVE : SparingRule.READER, eligibleAt);
    }
    if (readingMatters(member) && !isReadingKnown(member)) {
      return new Verdict.Spared(SparingRule.UNKNOWN_ACTIVITY, null);
    }
    return new Verdict.Removable(
        new Candidate(member, lastActivity, neverSpoke ? Reason.NEVER_SPOKE : Reason.INACTIVE));
  }

  /** The rule that protects whatever the activity, or null. */
  private SparingRule protection(Member member) {
    if (!Member.ROLE_MEMBER.equals(member.role())) {
      if (Member.ROLE_OWNER.equals(member.role())) {
        return SparingRule.OWNER;
      }
      return Member.ROLE_ADMIN.equals(member.role()) ? SparingRule.ADMIN : SparingRule.UNKNOWN_ROLE;
    }
    if (member.account().equals(administrator)) {
      return SparingRule.APP_ADMINISTRATOR;
    }
    if (policy.protect().accounts().contains(member.account())) {
      return SparingRule.PROTECTED_ACCOUNT;
    }
    if (hasProtectedField(member)) {
      return SparingRule.PROTECTED_FIELD;
    }
    boolean unknown = member.joinTime() == null || member.lastSendMsgTime() == null;
    return unknown ? SparingRule.UNKNOWN_ACTIVITY : null;
  }

  private boolean hasProtectedField(Member member) {
    for (Map.Entry<String, Set<String>> field : policy.protect().memberFields().entrySet()) {
      String value = member.fields().getOrDefault(field.getKey(), "");
      boolean any = field.getValue().contains(ANY_VALUE) && !value.isEmpty();
      if (any || field.getValue().contains(value)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether MsgSeq tells of reading: not that of Discard members, nor in a Meeting group
   * [1047/33529].
   */
  private boolean readingMatters(Member member) {
    return !DISCARD.equals(member.msgFlag()) && !isMeeting();
  }

  private boolean isMeeting() {
    return Group.CHAT_ROOM.equals(looks.get(0).type());
  }

  /** What did not come may be the sign of life that is missing. */
  private boolean isReadingKnown(Member member) {
    return member.msgSeq() != null
        && looks.stream().allMatch(look -> look.nextMsgSeq() != null && look.lastMsgTime() != null);
  }

  /**
   * When the member was last seen to read: who has read the newest message was here when it came,
   * who has read a newer one than the group told of is here now.
   */
  private Instant lastReading(Member member) {
    Instant last = Instant.MIN;
    if (member.msgSeq() != null && readingMatters(member)) {
      for (Group look : looks) {
        last = newest(last, lastReading(member.msgSeq(), look));
      }
    }
    return last;
  }

  private Instant lastReading(long msgSeq, Group look) {
    if (look.nextMsgSeq() == null || look.nextMsgSeq() <= 1) {
      return Instant.MIN;
    }
    long newest = look.nextMsgSeq() - 1;
    if (msgSeq > newest) {
      return now;
    }
    boolean isDated = look.lastMsgTime() != null && look.lastMsgTime().isAfter(Group.NEVER);
    return msgSeq == newest && isDated ? look.lastMsgTime() : Instant.MIN;
  }

  private static Instant newest(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
