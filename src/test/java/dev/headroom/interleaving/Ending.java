package dev.headroom.interleaving;

import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.store.Session;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a script has ended, and what of it may not be.
 *
 * @param steps the names of its steps
 * @param violations empty when all is well
 */
record Ending(Script script, List<String> steps, List<String> violations) {

  /** Three tries of the client for each call of ten tries of a job that never succeeds. */
  private static final int MOST_CALLS = 400;

  static final int MOST_TURNS = 80;
  private static final Duration LONGEST_WAIT = Duration.ofHours(3);

  boolean isWell() {
    return violations.isEmpty();
  }

  /** Looks at the database and the group when nothing is to come any more. */
  static Ending of(Session session, Play play) throws SQLException {
    return new Judge(session, play).ending();
  }

  private static final class Judge {
    private final Session session;
    private final Play play;
    private final Truth truth;
    private final SandboxGroup group;
    private final List<String> violations;
    private final String state;
    private final String failure;

    Judge(Session session, Play play) throws SQLException {
      this.session = session;
      this.play = play;
      this.truth = play.truth();
      this.group = play.group();
      this.violations = new ArrayList<>(truth.violations());
      String[] job =
          session
              .first(
                  "SELECT state, failure FROM jobs WHERE group_id = ?",
                  row -> new String[] {row.getString(1), row.getString(2)},
                  group.id())
              .orElse(new String[] {"missing", ""});
      this.state = job[0];
      this.failure = job[1];
    }

    Ending ending() throws SQLException {
      answered();
      room();
      end();
      ledger();
      promises();
      if (truth.calls() > MOST_CALLS || play.turns().begun() > MOST_TURNS) {
        violations.add("no end: calls=" + truth.calls() + " turns=" + play.turns().begun());
      }
      return new Ending(play.script(), play.turns().names(), violations);
    }

    private boolean isForGood() {
      return play.script().happenings().stream().anyMatch(each -> each.action().isForGood());
    }

    /** For every callback that was answered there is a later look, or a job to be seen. */
    private void answered() {
      boolean isToBeSeen = !state.equals("resting") && !state.equals("missing");
      for (Truth.Moment call : truth.acknowledged()) {
        Truth.Moment look =
            truth.looks().stream()
                .filter(each -> each.tick() > call.tick())
                .findFirst()
                .orElse(null);
        if (look == null && !isToBeSeen) {
          violations.add("nobody has looked since the callback " + call + ", job is " + state);
        }
        if (look != null && isLate(call, look)) {
          violations.add("looked only at " + look + " after the callback " + call);
        }
      }
    }

    /** With somebody to remove and nothing in the way a group is looked at soon. */
    private boolean isLate(Truth.Moment call, Truth.Moment look) {
      boolean mayWait =
          truth.hadPause()
              || play.isClockOff()
              || play.script().has(Action.ALL_SPEAK)
              || isForGood()
              || play.script().shape() == Shape.NOTHING
              || play.rules().maxPerDay() > 0
              || !play.rules().equals(Rules.PLAIN);
      return !mayWait && Duration.between(call.at(), look.at()).compareTo(LONGEST_WAIT) > 0;
    }

    /** At rest no group is full that has somebody removable, unless something says so. */
    private void room() {
      boolean called =
          truth.acknowledged().stream().anyMatch(call -> call.tick() >= truth.fullSince());
      if (!group.isFull() || !called || isExcused()) {
        return;
      }
      boolean removable =
          play.script().shape() != Shape.ONLINE
              && group.accounts().stream()
                  .anyMatch(
                      account ->
                          account.startsWith(group.id() + "-m")
                              && !truth.isTouched(account)
                              && !truth.isRestored(account));
      if (removable) {
        violations.add("full at rest with somebody removable, job is " + state + " " + failure);
      }
    }

    private boolean isExcused() {
      return !play.rules().isEnforce()
          || !play.word().isEmpty()
          || truth.isPaused()
          || play.isClockOff()
          // Braked, and perhaps nobody has called since.
          || play.script().has(Action.LIMIT_LOWERED)
          || state.equals("dead")
          || play.rules().inactiveDays() > 400
          || group.memberNum() > group.maxMemberNum()
          || !play.rules().brake().equals("100%")
          || group.deletions().size() + play.rules().freeSeats() > group.maxMemberNum()
          || (play.rules().maxPerDay() > 0 && goneOfLate() >= play.rules().maxPerDay());
    }

    private long goneOfLate() {
      Instant dayAgo = play.clock().instant().minus(Duration.ofHours(25));
      return group.deletions().stream().filter(each -> each.at().isAfter(dayAgo)).count();
    }

    private void end() {
      boolean mayWait = truth.isPaused() || play.rules().maxPerDay() > 0;
      if (state.equals("dead") && !isForGood()) {
        violations.add("dead: " + failure);
      }
      if (state.equals("dead") && (failure == null || failure.isBlank())) {
        violations.add("dead without a cause");
      }
      boolean mayRun = truth.isPaused();
      if ((state.equals("waiting") && !mayWait) || (state.equals("running") && !mayRun)) {
        violations.add("the job is " + state + " at the end");
      }
    }

    /** The ledger tells what happened. */
    private void ledger() throws SQLException {
      Map<String, Integer> told = new HashMap<>();
      Set<String> unknown = new HashSet<>();
      session
          .query(
              "SELECT r.account, r.fate FROM removals r JOIN batches b ON b.run = r.run"
                  + " AND b.number = r.batch WHERE b.group_id = ?",
              row -> Map.entry(row.getString(1), row.getString(2)),
              group.id())
          .forEach(
              entry -> {
                if (entry.getValue().equals("removed")) {
                  told.merge(entry.getKey(), 1, Integer::sum);
                }
                if (entry.getValue().equals("unknown") && mayBeUnknown()) {
                  unknown.add(entry.getKey());
                }
                if (entry.getValue().equals("open") && !truth.isPaused()) {
                  violations.add("the intent about " + entry.getKey() + " is still open");
                }
              });
      Map<String, Integer> gone = new HashMap<>();
      group.deletedAccounts().forEach(account -> gone.merge(account, 1, Integer::sum));
      gone.forEach(
          (account, times) -> {
            if (times > 1) {
              violations.add(account + " was removed " + times + " times");
            }
            if (!truth.isPaused()
                && !truth.isTouched(account)
                && !unknown.contains(account)
                && !times.equals(told.get(account))) {
              violations.add("the ledger does not say that " + account + " was removed");
            }
          });
      told.forEach(
          (account, times) -> {
            if (!truth.isTouched(account) && !gone.containsKey(account) && group.has(account)) {
              violations.add("the ledger says that " + account + " was removed");
            }
          });
      long wasNone =
          group.deletions().stream()
              .filter(each -> !each.wasMember() && !truth.isTouched(each.account()))
              .count();
      if (wasNone > 0) {
        violations.add(wasNone + " who were not members were deleted");
      }
    }

    /** Where nobody can look any more, or only in vain. */
    private boolean mayBeUnknown() {
      return isForGood() || play.script().has(Action.DISBAND);
    }

    /** What was asked by hand, and who was to be brought back. */
    private void promises() throws SQLException {
      if (truth.isPaused() || state.equals("dead")) {
        return;
      }
      long waiting =
          session
              .first(
                  "SELECT (SELECT COUNT(*) FROM returnees WHERE group_id = ? AND result = 'waiting')"
                      + " + (SELECT COUNT(*) FROM requests WHERE group_id = ? AND done = 0)",
                  row -> row.getLong(1),
                  group.id(),
                  group.id())
              .orElse(0L);
      if (waiting > 0) {
        violations.add(waiting + " promises by hand were not kept");
      }
      session
          .query(
              "SELECT account FROM returnees WHERE group_id = ? AND result = 'restored'",
              row -> row.getString(1),
              group.id())
          .forEach(
              account -> {
                boolean isGone = play.script().has(Action.DISBAND);
                if (!group.has(account) && !truth.isTouched(account) && !isGone) {
                  violations.add(account + " was brought back and is not there");
                }
              });
    }
  }
}
