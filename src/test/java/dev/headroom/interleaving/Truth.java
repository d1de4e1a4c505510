package dev.headroom.interleaving;

import dev.headroom.chat.ChatApi.Deadline;
import dev.headroom.ledger.Removal;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.ledger.Returnee;
import dev.headroom.prune.RunBook;
import dev.headroom.restore.RestoreBook;
import dev.headroom.sandbox.Deletion;
import dev.headroom.sandbox.MemberRole;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxMember;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is so, whatever the product believes; and what each look of a run could see of it. Judges
 * every deletion when it is sent. Written without the product's own rules.
 */
final class Truth {

  /** What a look at one person showed. */
  private record Seen(MemberRole role, Instant joined, Instant spoke, long msgSeq) {}

  /** A callback that was answered, or a look at the group. */
  record Moment(int tick, Instant at) {}

  private final Play play;
  private final List<String> violations = new ArrayList<>();
  private final List<Moment> acknowledged = new ArrayList<>();
  private final List<Moment> looks = new ArrayList<>();
  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<Turn, Map<String, Long>> firstSeq = new HashMap<>();
  private final Map<String, Boolean> offline = new HashMap<>();
  private final Set<String> touched = new HashSet<>();
  private final Set<String> enforcedRuns = new HashSet<>();
  private final Set<String> releases = new HashSet<>();
  private final Set<String> restored = new HashSet<>();
  private int tick;
  private int calls;
  private int fullSince;
  private boolean paused;
  private boolean hadPause;
  private boolean isDisbanded;
  private boolean fenceOpen;
  private int seats;
  private int members;
  private String word = "";

  Truth(Play play) {
    this.play = play;
  }

  synchronized void violated(String what) {
    violations.add(what);
  }

  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  synchronized List<Moment> acknowledged() {
    return List.copyOf(acknowledged);
  }

  synchronized List<Moment> looks() {
    return List.copyOf(looks);
  }

  synchronized int calls() {
    return calls;
  }

  synchronized int fullSince() {
    return fullSince;
  }

  synchronized boolean isPaused() {
    return paused;
  }

  synchronized boolean hadPause() {
    return hadPause;
  }

  synchronized boolean isTouched(String account) {
    return touched.contains(account);
  }

  /** Whether a restore brought them back: they are protected. */
  synchronized boolean isRestored(String account) {
    return restored.contains(account);
  }

  private Moment moment() {
    return new Moment(++tick, play.clock().instant());
  }

  // What happens.

  /** Somebody calls: what is seen from now on is seen after it. */
  synchronized Moment called() {
    seatsChanged();
    return moment();
  }

  synchronized void answered(Moment call) {
    acknowledged.add(call);
  }

  /** The number of members or of seats has changed: whether it is full may be another matter. */
  synchronized void seatsChanged() {
    if (!play.group().isFull()) {
      fullSince = tick + 1;
    }
  }

  /** What was answered before was answered by observing. */
  synchronized void enforcingBegins() {
    fullSince = tick + 1;
  }

  synchronized void touched(String account) {
    touched.add(account);
  }

  synchronized void disbanded() {
    isDisbanded = true;
    fullSince = Integer.MAX_VALUE;
  }

  synchronized void askedByHand(String run, boolean enforce) {
    if (enforce) {
      enforcedRuns.add(run);
    }
  }

  synchronized void released(String run) {
    releases.add(run);
  }

  synchronized void paused(boolean now) {
    paused = now;
    hadPause |= now;
  }

  // What a run sees and does.

  synchronized void before(Step<?> step) {
    if (Step.isCall(step.name())) {
      calls++;
    }
    boolean isOff = play.rules().mode().equals("off") && step.name().equals("finish");
    // A release does what was shown, whatever others have asked for.
    boolean isNoAnswer = releases.contains(step.turn().task().run()) && play.group().isFull();
    boolean tellsOfEnd = isDisbanded && Step.isCall(step.name());
    if ((step.name().equals("group") && !isNoAnswer) || isOff || tellsOfEnd) {
      looks.add(moment());
    }
    if (step.name().equals("delete")) {
      Deadline latest = (Deadline) step.arguments()[4];
      if (latest.nanoTime() - System.nanoTime() >= 0) {
        deleting(step);
      }
    }
  }

  synchronized void after(Step<?> step, Object result) {
    SandboxGroup group = play.group();
    switch (step.name()) {
      case "group" -> {
        seats = group.maxMemberNum();
        members = group.memberNum();
        word = play.word();
      }
      case "members" -> group.accounts().forEach(account -> look(account, step.turn()));
      case "specified" -> accounts(step, 1).forEach(account -> look(account, step.turn()));
      case "onlineStatus" ->
          accounts(step, 0).forEach(account -> offline.put(account, play.isOffline(account)));
      case Step.INTENT -> intended(step, result);
      case "settle" -> settled(step);
      default -> {
        // Nothing that a deletion rests on.
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<String> accounts(Step<?> step, int argument) {
    return (List<String>) step.arguments()[argument];
  }

  private void look(String account, Turn turn) {
    SandboxMember member = play.group().member(account).orElse(null);
    if (member == null) {
      seen.remove(account);
      return;
    }
    firstSeq.computeIfAbsent(turn, first -> new HashMap<>()).putIfAbsent(account, member.msgSeq());
    seen.put(
        account,
        new Seen(
            member.role(),
            Instant.ofEpochSecond(member.joinTime()),
            Instant.ofEpochSecond(member.lastSendMsgTime()),
            member.msgSeq()));
  }

  private void intended(Step<?> step, Object fence) {
    fenceOpen = fence instanceof RunBook.Fence.Open;
    if (!fenceOpen || !(step.arguments()[2] instanceof List<?> batch)) {
      return;
    }
    if (paused) {
      violated("an intent was committed while paused");
    }
    if (play.isClockOff()) {
      violated("an intent was committed by a clock that is off");
    }
    boolean mayEnforce =
        play.rules().isEnforce() || enforcedRuns.contains(step.turn().task().run());
    if (!mayEnforce) {
      violated("an intent was committed in the mode " + play.rules().mode());
    }
    for (Object each : batch) {
      if (restored.contains(((Removal) each).account())) {
        violated("one who was brought back was meant to go again: " + each);
      }
    }
  }

  // What may be.

  private void deleting(Step<?> step) {
    List<String> batch = accounts(step, 1);
    Turn turn = step.turn();
    if (!fenceOpen) {
      violated("a delete without an intent just before it");
    }
    fenceOpen = false;
    if (!word.isEmpty()) {
      violated("a delete although the group said " + word);
    }
    batch.forEach(account -> mayGo(account, turn));
    if (members - batch.size() < seats - turn.rules().freeSeats()) {
      violated("more than needed: " + batch + " of " + members);
    }
    int day = turn.rules().maxPerDay();
    if (day > 0 && goneToday() + batch.size() > day) {
      violated("more than the day's limit: " + batch);
    }
  }

  private long goneToday() {
    // Between the fence and the delete a jump cannot be seen.
    boolean jumps = Action.OF_ALL.stream().anyMatch(play.script()::has);
    Instant dayAgo = play.clock().instant().minus(Duration.ofHours(jumps ? 23 : 24));
    return play.group().deletions().stream()
        .filter(Deletion::wasMember)
        .filter(deletion -> deletion.at().isAfter(dayAgo))
        .count();
  }

  private void mayGo(String account, Turn turn) {
    Seen person = seen.get(account);
    Instant now = play.clock().instant();
    if (person == null) {
      violated(account + " was not there at the last look");
      return;
    }
    Instant newest = person.joined().isAfter(person.spoke()) ? person.joined() : person.spoke();
    boolean reads = play.script().shape() != Shape.CHAT_ROOM;
    if (person.role() != MemberRole.MEMBER) {
      violated(account + " is " + person.role());
    }
    if (newest.isAfter(now.minus(Duration.ofDays(turn.rules().inactiveDays())))) {
      violated(account + " was active");
    }
    if (person.joined().isAfter(now.minus(Duration.ofDays(Rules.NEWCOMER_DAYS)))) {
      violated(account + " is new");
    }
    if (reads && person.msgSeq() > firstSeq.get(turn).getOrDefault(account, Long.MAX_VALUE)) {
      violated(account + " has read on");
    }
    if (!offline.getOrDefault(account, false)) {
      violated(account + " was not known to be offline");
    }
    if (account.equals(turn.rules().kept())) {
      violated(account + " is protected");
    }
    if (play.group().deletedAccounts().contains(account)) {
      violated(account + " goes twice");
    }
  }

  /** Who is back by us is protected. */
  private void settled(Step<?> step) {
    if (step.arguments()[1] instanceof Map<?, ?> verdicts) {
      verdicts.forEach(
          (who, verdict) -> {
            if (who instanceof Returnee returnee
                && verdict instanceof RestoreBook.Verdict known
                && known.result() == RestoreResult.RESTORED) {
              restored.add(returnee.account());
            }
          });
    }
  }
}
