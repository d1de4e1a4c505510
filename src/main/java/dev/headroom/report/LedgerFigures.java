package dev.headroom.report;

import dev.headroom.event.GroupKey;
import dev.headroom.event.Outcome;
import dev.headroom.ledger.GroupHistory;
import dev.headroom.ledger.LedgerSpan;
import dev.headroom.ledger.Removal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Adds up what the ledger says, group by group, in the order of time. Belongs to one thread. */
public final class LedgerFigures {

  private final Map<GroupKey, OfGroup> groups = new LinkedHashMap<>();

  /** Somebody who was removed. */
  record Gone(String account, Instant joinTime, Instant at) {}

  /** What the ledger says of one group. */
  static final class OfGroup {
    private final GroupKey key;
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private final List<Gone> gone = new ArrayList<>();
    private final Map<String, Instant> shown = new HashMap<>();
    private String type = "";
    private Integer max;
    private Integer members;
    private Outcome last;
    private int removedLast;
    private int freed;
    private int joined;

    OfGroup(GroupKey key) {
      this.key = key;
    }

    GroupKey key() {
      return key;
    }

    List<Gone> gone() {
      return gone;
    }

    /** Who would have gone and did not, and since when that is known. */
    Map<String, Instant> shown() {
      return shown;
    }

    private void add(LedgerSpan.Ended run) {
      outcomes.merge(run.outcome(), run.times(), Integer::sum);
      type = run.type().isEmpty() ? type : run.type();
      max = run.max() == null ? max : run.max();
      last = run.outcome();
      removedLast = run.removed();
      joinedUntil(run.before());
      freed += run.removed();
      members = run.after() != null ? run.after() : run.before() != null ? run.before() : members;
      for (Removal removal : run.wouldRemove()) {
        shown.putIfAbsent(removal.account(), run.startedAt());
      }
    }

    /** Before anybody was removed no seat was freed that somebody could have taken. */
    void joinedUntil(Integer now) {
      if (freed > 0 && now != null && members != null) {
        joined += Math.max(0, now - members);
      }
    }

    /**
     * The figures.
     *
     * @param now MemberNum as of now, or null
     */
    GroupFigures figures(Integer now, GroupFigures.Returns returns, GroupFigures.Shown seen) {
      boolean stuck = GroupHistory.isStuck(last, removedLast, members, max);
      joinedUntil(now);
      return new GroupFigures(
          key,
          type,
          max,
          now == null ? members : now,
          outcomes,
          last,
          freed,
          joined,
          stuck,
          returns,
          seen);
    }
  }

  /** A run that ended; to be told in the order of their ends. */
  public void add(LedgerSpan.Ended run) {
    of(run.key()).add(run);
  }

  /** A member who was removed; to be told after all runs. */
  public void add(LedgerSpan.Removed removed) {
    OfGroup group = of(removed.key());
    group.gone.add(
        new Gone(removed.account(), removed.joinTime(), Instant.ofEpochMilli(removed.atMillis())));
    group.shown.remove(removed.account());
  }

  private OfGroup of(GroupKey key) {
    return groups.computeIfAbsent(key, OfGroup::new);
  }

  Collection<OfGroup> groups() {
    return groups.values();
  }
}
