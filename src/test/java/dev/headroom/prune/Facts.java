package dev.headroom.prune;

import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.config.AccountPatterns;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.PolicySettings.GroupField;
import dev.headroom.config.PolicySettings.NeverSpoke;
import dev.headroom.config.PolicySettings.Protect;
import dev.headroom.config.TestPolicy;
import dev.headroom.config.yaml.Amount;
import dev.headroom.event.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Groups, members and policies for tests of pure rules. */
final class Facts {

  static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  static final String ADMINISTRATOR = "administrator";

  private Facts() {}

  static Instant daysAgo(int days) {
    return NOW.minus(Duration.ofDays(days));
  }

  static Group group(int memberNum, int maxMemberNum) {
    return new Group("g", Group.PUBLIC, memberNum, maxMemberNum, 501L, daysAgo(1), Map.of());
  }

  /** An ordinary member who joined and wrote so many days ago and has read nothing lately. */
  static Member member(String account, int joinedDaysAgo, int wroteDaysAgo) {
    return new Member(
        account,
        Member.ROLE_MEMBER,
        daysAgo(joinedDaysAgo),
        daysAgo(wroteDaysAgo),
        10L,
        "AcceptAndNotify",
        Map.of());
  }

  static Member lurker(String account, int joinedDaysAgo) {
    return new Member(
        account,
        Member.ROLE_MEMBER,
        daysAgo(joinedDaysAgo),
        Member.NEVER,
        10L,
        "AcceptAndNotify",
        Map.of());
  }

  static Member withRole(Member member, String role) {
    return new Member(
        member.account(),
        role,
        member.joinTime(),
        member.lastSendMsgTime(),
        member.msgSeq(),
        member.msgFlag(),
        member.fields());
  }

  static Member withReading(Member member, Long msgSeq, String msgFlag) {
    return new Member(
        member.account(),
        member.role(),
        member.joinTime(),
        member.lastSendMsgTime(),
        msgSeq,
        msgFlag,
        member.fields());
  }

  static Member withTimes(Member member, Instant joinTime, Instant lastSendMsgTime) {
    return new Member(
        member.account(),
        member.role(),
        joinTime,
        lastSendMsgTime,
        member.msgSeq(),
        member.msgFlag(),
        member.fields());
  }

  static Member withField(Member member, String key, String value) {
    return new Member(
        member.account(),
        member.role(),
        member.joinTime(),
        member.lastSendMsgTime(),
        member.msgSeq(),
        member.msgFlag(),
        Map.of(key, value));
  }

  /** The defaults of the configuration file, to be changed one by one. */
  static final class PolicyBuilder {
    Mode mode = Mode.ENFORCE;
    Instant enforceFrom;
    Duration inactiveFor = Duration.ofDays(90);
    Duration newcomer = Duration.ofDays(7);
    NeverSpoke neverSpoke = NeverSpoke.BY_JOIN_TIME;
    Amount freeSeats = Amount.percent(5);
    int minSeats;
    int maxPerRun = 500;
    Optional<Amount> maxPerDayGroup = Optional.of(Amount.percent(20));
    Optional<Integer> maxPerDayApp = Optional.of(10_000);
    Amount brake = Amount.percent(50);
    Duration cooldown = Duration.ofMinutes(5);
    Duration maxRest = Duration.ofHours(6);
    List<String> accounts = List.of();
    Map<String, Set<String>> memberFields = Map.of();
    boolean online = true;
    GroupField consent = new GroupField("", false);

    PolicySettings build() {
      return TestPolicy.defaults()
          .with("mode", mode)
          .with("enforceFrom", enforceFrom)
          .with("inactiveFor", inactiveFor)
          .with("newcomer", newcomer)
          .with("neverSpoke", neverSpoke)
          .with("freeSeats", freeSeats)
          .with("minSeats", minSeats)
          .with("maxPerRun", maxPerRun)
          .with("maxPerDayGroup", maxPerDayGroup)
          .with("maxPerDayApp", maxPerDayApp)
          .with("brake", brake)
          .with("cooldown", cooldown)
          .with("maxRest", maxRest)
          .with("protect", new Protect(new AccountPatterns(accounts), memberFields, online))
          .with("consent", consent)
          .with("hash", "hash")
          .build();
    }
  }
}
