package dev.headroom.interleaving;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Presence;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A kind of run: a full group, its policy, and what always happens in it. Of the members m1, m2, …
 * the first has been silent for longest; the a1, a2, … spoke yesterday.
 */
enum Shape {
  PLAIN(6, Rules.PLAIN),
  /** Nobody may go. */
  NOTHING(0, Rules.PLAIN),
  /** Everybody who could go is online. */
  ONLINE(6, Rules.PLAIN),
  OBSERVED(6, Rules.PLAIN.mode("observe")),
  BRAKED(6, Rules.PLAIN.brake("10%")),
  /** It is released while somebody else is refused. */
  RELEASED(6, Rules.PLAIN.brake("10%"), Map.of("end", Action.CALL_AND_RELEASE)),
  /** The process dies when the first delete has had its effect. */
  RESUMED(6, Rules.PLAIN, Map.of("delete", Action.DIES_AFTER)),
  /** The first delete breaks off and has had its effect. */
  UNCERTAIN(6, Rules.PLAIN, Map.of("delete", Action.BREAKS_AFTER)),
  /** The first delete breaks off and has its effect later. */
  LATE(6, Rules.PLAIN, Map.of("delete", Action.BREAKS_LATE)),
  /** The group fills again while it rests. */
  RESTED(9, Rules.PLAIN, Map.of("end", Action.FILL_AND_CALL)),
  /** The group fills again when the day has nobody left to remove. */
  DAILY(9, Rules.PLAIN.maxPerDay(3), Map.of("end", Action.FILL_AND_CALL)),
  RESTORED(6, Rules.PLAIN, Map.of("end", Action.RESTORE)),
  /** The same with no seat left for anybody. */
  RESTORED_INTO_FULL(9, Rules.PLAIN, Map.of("end", Action.FILL_AND_RESTORE)),
  /** A run by hand of a group that never called. */
  BY_HAND(6, Rules.PLAIN),
  /** MsgSeq tells nothing there. */
  CHAT_ROOM(6, Rules.PLAIN),
  /** Two batches. */
  BATCHES(106, Rules.PLAIN.freeSeats(103)),
  /** Three pages of members. */
  PAGES(6, Rules.PLAIN);

  private static final int ACTIVE = 4;
  private static final int MANY_ACTIVE = 210;
  private static final long NEWEST_SEQ = 10_000;

  private final int inactive;
  private final Rules rules;
  private final Map<String, Action> always;

  Shape(int inactive, Rules rules) {
    this(inactive, rules, Map.of());
  }

  Shape(int inactive, Rules rules, Map<String, Action> always) {
    this.inactive = inactive;
    this.rules = rules;
    this.always = always;
  }

  Rules rules() {
    return rules;
  }

  /** What happens before the first step of each of these names. */
  Map<String, Action> always() {
    return always;
  }

  boolean isBig() {
    return this == BATCHES || this == PAGES;
  }

  /** A full group of this shape; the ids of its members begin with its own. */
  SandboxGroup group(SandboxApp app, String id, Instant now) {
    int active = this == PAGES ? MANY_ACTIVE : ACTIVE;
    GroupType type = this == CHAT_ROOM ? GroupType.CHAT_ROOM : GroupType.PUBLIC;
    SandboxGroup group = app.group(id, type).max(2 + inactive + active);
    Instant longAgo = now.minus(Duration.ofDays(400));
    group.owner(id + "-owner");
    group.admin(id + "-admin");
    group.add(
        inactive,
        id + "-m",
        (member, i) -> {
          member.joined(longAgo).spoke(longAgo.plusSeconds(3_600L * i)).msgSeq(i);
          member.presence(this == ONLINE ? Presence.ONLINE : Presence.OFFLINE);
        });
    group.add(
        active,
        id + "-a",
        (member, i) -> {
          member.joined(longAgo).spoke(now.minus(Duration.ofDays(1))).msgSeq(i);
          member.presence(Presence.OFFLINE);
        });
    return group.lastMessage(now.minus(Duration.ofDays(1)), NEWEST_SEQ);
  }
}
