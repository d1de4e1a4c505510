package dev.headroom.sandbox.story;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.Presence;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxMember;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The people of one group. Describe them in any order, then take {@link #group()}. The same seed
 * and time give the same people. The policy of the sandbox is meant to be: inactive after 90 days,
 * newcomer for 7 days, accounts that end in {@code -bot} and patrons protected.
 */
final class Cast {

  /** The custom member field that patrons carry. */
  static final String PATRON_FIELD = "Patron";

  private static final List<String> BOTS = List.of("quiz-bot", "welcome-bot", "weather-bot");
  private static final int NEWEST_SEQ = 4_800;
  private static final int MINUTES_A_DAY = 24 * 60;

  private final SandboxGroup group;
  private final Names names;
  private final Random random;
  private final Instant now;
  private final List<String> inactive = new ArrayList<>();
  private final List<String> online = new ArrayList<>();
  private final List<SandboxMember> readers = new ArrayList<>();
  private Instant newestMessage;

  Cast(SandboxApp app, GroupType type, String id, String name, Names names, Clock clock) {
    this.names = names;
    this.now = clock.instant();
    this.random = new Random(id.hashCode());
    this.newestMessage = now.minus(Duration.ofDays(1));
    this.group = app.group(id, type).name(name).lastMessage(newestMessage, NEWEST_SEQ);
  }

  /** The owner and some admins, none of whom has been seen for long. */
  Cast staff(int admins) {
    group.owner(names.next());
    for (int i = 0; i < admins; i++) {
      group.admin(names.next());
    }
    group
        .accounts()
        .forEach(
            account ->
                group
                    .member(account)
                    .orElseThrow()
                    .joined(daysAgo(900, 1000))
                    .spoke(daysAgo(300, 400)));
    return this;
  }

  /** Members who wrote within the last weeks. */
  Cast active(int count) {
    for (int i = 0; i < count; i++) {
      Instant wrote = daysAgo(0, 80);
      member().joined(daysAgo(100, 700)).spoke(wrote);
      newestMessage = wrote.isAfter(newestMessage) ? wrote : newestMessage;
    }
    return this;
  }

  /** Members who came within the last days and have not written yet. */
  Cast newcomers(int count) {
    for (int i = 0; i < count; i++) {
      member().joined(daysAgo(0, 6));
    }
    return this;
  }

  /** Members who never write, but have read the newest message. */
  Cast readers(int count) {
    for (int i = 0; i < count; i++) {
      readers.add(member().joined(daysAgo(400, 700)));
    }
    return this;
  }

  /** Members who are silent for longer than anybody, yet online. */
  Cast online(int count) {
    for (int i = 0; i < count; i++) {
      SandboxMember member = member().joined(daysAgo(860, 890)).spoke(daysAgo(800, 850));
      online.add(member.presence(Presence.ONLINE).account());
    }
    return this;
  }

  /** Protected accounts, up to three: machines that never write. */
  Cast bots(int count) {
    for (String bot : BOTS.subList(0, count)) {
      group.add(bot).joined(daysAgo(860, 890));
    }
    return this;
  }

  /** Silent members whom a custom member field protects. */
  Cast patrons(int count) {
    for (int i = 0; i < count; i++) {
      member().joined(daysAgo(860, 890)).field(PATRON_FIELD, "yes");
    }
    return this;
  }

  /**
   * Members without a sign of life for 95 days up to two years, evenly spread, the longest first.
   * Every third never wrote at all.
   */
  Cast inactive(int count) {
    int longest = 400 + random.nextInt(330);
    Duration step = Duration.ofDays(longest - 95).dividedBy(Math.max(1, count));
    for (int i = 0; i < count; i++) {
      Instant lastSeen = now.minus(Duration.ofDays(longest)).plus(step.multipliedBy(i));
      SandboxMember member = member();
      if (i % 3 == 2) {
        member.joined(lastSeen);
      } else {
        member.joined(lastSeen.minus(Duration.ofDays(20 + random.nextInt(120)))).spoke(lastSeen);
      }
      inactive.add(member.account());
    }
    return this;
  }

  /** The group with all of them; as many seats as members until told otherwise. */
  SandboxGroup group() {
    group.lastMessage(newestMessage, NEWEST_SEQ).max(group.memberNum());
    readers.forEach(SandboxMember::readAll);
    return group;
  }

  /** Who may go, the longest inactive first. */
  List<String> inactiveOnes() {
    return List.copyOf(inactive);
  }

  /** Who would be first to go, were they not online. */
  List<String> onlineOnes() {
    return List.copyOf(online);
  }

  private SandboxMember member() {
    return group.add(names.next()).msgSeq(random.nextInt(NEWEST_SEQ - 1));
  }

  private Instant daysAgo(int least, int most) {
    long minutes =
        (long) least * MINUTES_A_DAY + 30 + random.nextInt((most - least) * MINUTES_A_DAY - 30);
    return now.minus(Duration.ofMinutes(minutes));
  }
}
