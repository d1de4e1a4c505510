package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a group, folded page by page into the longest inactive of them. Holds at most
 * {@code capacity} candidates, however large the group. A member seen twice counts as last seen.
 */
final class Ranking {

  private final Judge judge;
  private final int capacity;
  private final TreeSet<Candidate> candidates = new TreeSet<>(Candidate.ORDER);
  private final Map<String, Candidate> byAccount = new HashMap<>();
  private final Spared spared;
  private final Candidate from;
  private Instant firstEligibleAt;
  private final Set<Field> seen = EnumSet.noneOf(Field.class);
  private Candidate firstBeyond;
  private int removable;
  private boolean anyoneWrote;
  private boolean anyone;

  /** What a member must tell of to be judged: a field that nobody has is a changed API. */
  enum Field {
    ROLE("Role"),
    JOIN_TIME("JoinTime"),
    LAST_SEND_MSG_TIME("LastSendMsgTime"),
    MSG_SEQ("MsgSeq");

    private final String wireName;

    Field(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }
  }

  /**
   * An empty ranking.
   *
   * @param spared takes those whom the judge spares
   */
  Ranking(Judge judge, int capacity, Spared spared) {
    this(judge, capacity, spared, null);
  }

  /**
   * The same without those who rank before that candidate.
   *
   * @param from where an earlier ranking of the group ended, or null
   */
  Ranking(Judge judge, int capacity, Spared spared, Candidate from) {
    this.from = from;
    this.judge = judge;
    this.capacity = capacity;
    this.spared = spared;
  }

  /** Room for those needed, as many again for those who turn out active, and some more. */
  static int capacityFor(int need) {
    return 2 * need + 100;
  }

  void fold(List<Member> page) {
    page.forEach(this::fold);
  }

  private void fold(Member member) {
    note(member);
    Candidate before = byAccount.remove(member.account());
    if (before != null) {
      candidates.remove(before);
      removable--;
      if (isLivelier(member, before.member())) {
        spared.add(SparingRule.ACTIVE_AGAIN, member.account());
        return;
      }
    }
    Verdict verdict = judge.judge(member);
    if (verdict instanceof Verdict.Removable removableVerdict) {
      Candidate candidate = removableVerdict.candidate();
      if (from == null || Candidate.ORDER.compare(candidate, from) >= 0) {
        removable++;
        add(candidate);
      }
    } else if (verdict instanceof Verdict.Spared sparedVerdict) {
      spared.add(sparedVerdict.rule(), member.account());
      Instant eligibleAt = sparedVerdict.eligibleAt();
      if (eligibleAt != null && (firstEligibleAt == null || eligibleAt.isBefore(firstEligibleAt))) {
        firstEligibleAt = eligibleAt;
      }
    }
  }

  private void note(Member member) {
    Instant wrote = member.lastSendMsgTime();
    anyone = true;
    anyoneWrote |= wrote != null && wrote.isAfter(Member.NEVER);
    note(Field.ROLE, member.role());
    note(Field.JOIN_TIME, member.joinTime());
    note(Field.LAST_SEND_MSG_TIME, wrote);
    note(Field.MSG_SEQ, member.msgSeq());
  }

  private void note(Field field, Object value) {
    if (value != null) {
      seen.add(field);
    }
  }

  /** Whoever has read on between two sightings is here now. */
  private static boolean isLivelier(Member now, Member before) {
    return now.msgSeq() != null && before.msgSeq() != null && now.msgSeq() > before.msgSeq();
  }

  /** Nobody gets in who ranks behind somebody that there was no room for. */
  private void add(Candidate candidate) {
    if (firstBeyond != null && Candidate.ORDER.compare(candidate, firstBeyond) > 0) {
      return;
    }
    candidates.add(candidate);
    byAccount.put(candidate.account(), candidate);
    if (candidates.size() > capacity) {
      firstBeyond = candidates.pollLast();
      byAccount.remove(firstBeyond.account());
    }
  }

  /** The next candidates in order, at most so many. They stay until {@link #remove}d. */
  List<Candidate> next(int count) {
    List<Candidate> next = new ArrayList<>(count);
    for (Candidate candidate : candidates) {
      if (next.size() == count) {
        break;
      }
      next.add(candidate);
    }
    return next;
  }

  void remove(Collection<Candidate> gone) {
    for (Candidate candidate : gone) {
      candidates.remove(candidate);
      byAccount.remove(candidate.account());
      removable--;
    }
  }

  /** How many members could go that are not chosen, those beyond the capacity included. */
  int removable() {
    return removable;
  }

  /** Those who could go and are not chosen are spared, for the moment. */
  void spareRest(Spared into) {
    if (removable > 0) {
      List<String> first = next(into.names()).stream().map(Candidate::account).toList();
      into.add(SparingRule.NOT_NEEDED, removable, first);
    }
  }

  /** The first of those whom there was no room for: all of them rank behind these; or null. */
  Candidate firstBeyond() {
    return firstBeyond;
  }

  /**
   * Why these cannot be told to be inactive people, or empty: what did not come for anybody is a
   * changed API or plan.
   *
   * @param group whose members they are
   * @param inactiveFor nobody has written for so long, they seem to say
   */
  Optional<String> implausible(Group group, Duration inactiveFor, Instant now) {
    Set<Field> needed = EnumSet.allOf(Field.class);
    if (Group.CHAT_ROOM.equals(group.type())) {
      needed.remove(Field.MSG_SEQ);
    } else if (group.nextMsgSeq() == null || group.lastMsgTime() == null) {
      return Optional.of(
          (group.nextMsgSeq() == null ? "NextMsgSeq" : "LastMsgTime")
              + " did not come: who reads cannot be told");
    }
    Optional<Field> missing = needed.stream().filter(field -> !seen.contains(field)).findFirst();
    if (anyone && missing.isPresent()) {
      return Optional.of(
          "no member has a " + missing.get().wireName() + ": who is active cannot be told");
    }
    boolean talkedLately =
        group.lastMsgTime() != null && group.lastMsgTime().plus(inactiveFor).isAfter(now);
    return talkedLately && !anyoneWrote
        ? Optional.of("the group talked lately, but no member has a LastSendMsgTime")
        : Optional.empty();
  }

  /** When the first spared member can go if nothing happens, or null when none ever can. */
  Instant firstEligibleAt() {
    return firstEligibleAt;
  }

  /** Whether any member has a LastSendMsgTime. */
  boolean anyoneWrote() {
    return anyoneWrote;
  }
}
