package dev.headroom.prune;

import dev.headroom.chat.Member;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Stayers stayers;
  private Instant firstEligibleAt;
  private int removable;
  private boolean anyoneWrote;

  /**
   * An empty ranking.
   *
   * @param stayers takes those whom the judge spares
   */
  Ranking(Judge judge, int capacity, Stayers stayers) {
    this.judge = judge;
    this.capacity = capacity;
    this.stayers = stayers;
  }

  /** Room for those needed, as many again for those who turn out active, and some more. */
  static int capacityFor(int need) {
    return 2 * need + 100;
  }

  void fold(List<Member> page) {
    page.forEach(this::fold);
  }

  private void fold(Member member) {
    Instant wrote = member.lastSendMsgTime();
    anyoneWrote |= wrote != null && wrote.isAfter(Member.NEVER);
    Candidate before = byAccount.remove(member.account());
    if (before != null) {
      candidates.remove(before);
      removable--;
    }
    Verdict verdict = judge.judge(member);
    if (verdict instanceof Verdict.Removable removableVerdict) {
      removable++;
      add(removableVerdict.candidate());
    } else if (verdict instanceof Verdict.Spared sparedVerdict) {
      stayers.add(sparedVerdict.rule(), member.account());
      Instant eligibleAt = sparedVerdict.eligibleAt();
      if (eligibleAt != null && (firstEligibleAt == null || eligibleAt.isBefore(firstEligibleAt))) {
        firstEligibleAt = eligibleAt;
      }
    }
  }

  private void add(Candidate candidate) {
    candidates.add(candidate);
    byAccount.put(candidate.account(), candidate);
    if (candidates.size() > capacity) {
      byAccount.remove(candidates.pollLast().account());
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

  /** When the first spared member can go if nothing happens, or null when none ever can. */
  Instant firstEligibleAt() {
    return firstEligibleAt;
  }

  /** Whether any member has a LastSendMsgTime. */
  boolean anyoneWrote() {
    return anyoneWrote;
  }
}
