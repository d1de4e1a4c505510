package dev.headroom.prune;

import dev.headroom.chat.Member;
import dev.headroom.ledger.Removal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who of the ranked goes, after a second look at them.
 *
 * @param chosen who goes, in order
 * @param removals the same for the ledger
 * @param spares who is spared after all; they are out of the ranking
 */
record Choice(List<Candidate> chosen, List<Removal> removals, List<Spare> spares) {

  static final String OFFLINE = "Offline";
  private static final String NOT_ASKED = "not asked";

  /**
   * A candidate who is spared.
   *
   * @param rule why
   */
  record Spare(Candidate candidate, SparingRule rule) {}

  /** The candidates who are spared. */
  List<Candidate> dropped() {
    return spares.stream().map(Spare::candidate).toList();
  }

  /**
   * Chooses from the ranked, in their order, until enough are found. Pure.
   *
   * @param ranked candidates in order
   * @param online Status by account, or null when being online does not protect; who is missing is
   *     unknown
   * @param reread the offline ones as they are now; who is missing has left
   * @param judge judges them as they are now
   * @param need how many are wanted
   */
  static Choice choose(
      List<Candidate> ranked,
      Map<String, String> online,
      List<Member> reread,
      Judge judge,
      int need) {
    Map<String, Member> now = new HashMap<>();
    reread.forEach(member -> now.put(member.account(), member));
    List<Candidate> chosen = new ArrayList<>();
    List<Removal> removals = new ArrayList<>();
    List<Spare> spares = new ArrayList<>();
    for (Candidate candidate : ranked) {
      if (chosen.size() == need) {
        break;
      }
      String status = online == null ? OFFLINE : online.get(candidate.account());
      SparingRule rule = spare(candidate, status, now.get(candidate.account()), judge);
      if (rule == null) {
        chosen.add(candidate);
        removals.add(candidate.toRemoval(online == null ? NOT_ASKED : status));
      } else {
        spares.add(new Spare(candidate, rule));
      }
    }
    return new Choice(chosen, removals, spares);
  }

  private static SparingRule spare(Candidate candidate, String status, Member now, Judge judge) {
    if (status == null) {
      return SparingRule.ONLINE_UNKNOWN;
    }
    if (!OFFLINE.equals(status)) {
      return SparingRule.ONLINE;
    }
    if (now == null) {
      return SparingRule.LEFT;
    }
    if (!candidate.member().joinTime().equals(now.joinTime())) {
      return SparingRule.REJOINED;
    }
    Long before = candidate.member().msgSeq();
    if (before != null && now.msgSeq() != null && now.msgSeq() > before) {
      return SparingRule.ACTIVE_AGAIN;
    }
    Verdict verdict = judge.judge(now);
    if (verdict instanceof Verdict.Spared spared) {
      return spared.rule() == SparingRule.ACTIVE ? SparingRule.ACTIVE_AGAIN : spared.rule();
    }
    Candidate again = ((Verdict.Removable) verdict).candidate();
    return again.lastActivity().isAfter(candidate.lastActivity()) ? SparingRule.ACTIVE_AGAIN : null;
  }
}
