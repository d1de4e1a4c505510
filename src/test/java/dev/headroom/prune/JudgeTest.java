package dev.headroom.prune;

import static dev.headroom.prune.Facts.ADMINISTRATOR;
import static dev.headroom.prune.Facts.NOW;
import static dev.headroom.prune.Facts.daysAgo;
import static dev.headroom.prune.Facts.lurker;
import static dev.headroom.prune.Facts.member;
import static dev.headroom.prune.Facts.withField;
import static dev.headroom.prune.Facts.withReading;
import static dev.headroom.prune.Facts.withRole;
import static dev.headroom.prune.Facts.withTimes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.Group;
import dev.headroom.chat.Member;
import dev.headroom.config.PolicySettings.NeverSpoke;
import dev.headroom.event.Reason;
import dev.headroom.prune.Facts.PolicyBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {

  private final PolicyBuilder policy = new PolicyBuilder();
  private Group group = Facts.group(20, 20);

  private Verdict judge(Member member) {
    return new Judge(policy.build(), List.of(group), ADMINISTRATOR, Map.of(), NOW).judge(member);
  }

  private SparingRule spared(Member member) {
    Verdict verdict = judge(member);
    assertThat(verdict).isInstanceOf(Verdict.Spared.class);
    return ((Verdict.Spared) verdict).rule();
  }

  private Candidate removable(Member member) {
    Verdict verdict = judge(member);
    assertThat(verdict).isInstanceOf(Verdict.Removable.class);
    return ((Verdict.Removable) verdict).candidate();
  }

  @Test
  @DisplayName("Who was brought back stays until the protection ends, and may go from then on")
  void restored() {
    Member back = member("back", 400, 400);
    Map<String, Instant> until = Map.of("back", NOW.plusSeconds(60));
    Judge before = new Judge(policy.build(), List.of(group), ADMINISTRATOR, until, NOW);
    assertThat(before.judge(back))
        .isEqualTo(new Verdict.Spared(SparingRule.RESTORED, NOW.plusSeconds(60)));
    Judge after =
        new Judge(policy.build(), List.of(group), ADMINISTRATOR, until, NOW.plusSeconds(60));
    assertThat(after.judge(back)).isInstanceOf(Verdict.Removable.class);
    assertThat(before.judge(member("other", 400, 400))).isInstanceOf(Verdict.Removable.class);
  }

  @Test
  @DisplayName("Who wrote last longer ago than inactiveFor may go, with that as last activity")
  void inactive() {
    Candidate candidate = removable(member("m", 400, 91));
    assertThat(candidate.reason()).isEqualTo(Reason.INACTIVE);
    assertThat(candidate.lastActivity()).isEqualTo(daysAgo(91));
  }

  @ParameterizedTest
  @CsvSource({"89,ACTIVE", "1,ACTIVE", "0,ACTIVE", "-1,ACTIVE"})
  @DisplayName("Who wrote within inactiveFor stays, a clock ahead of ours included")
  void active(int wroteDaysAgo, SparingRule rule) {
    assertThat(spared(member("m", 400, wroteDaysAgo))).isEqualTo(rule);
  }

  @Test
  @DisplayName("Exactly inactiveFor without a sign of life is inactive, a second less is not")
  void edge() {
    removable(member("m", 400, 90));
    Member later = withTimes(member("m", 400, 90), daysAgo(400), daysAgo(90).plusSeconds(1));
    assertThat(spared(later)).isEqualTo(SparingRule.ACTIVE);
  }

  @Test
  @DisplayName("Who never wrote is as old as the join, not as 1970")
  void neverSpoke() {
    Candidate candidate = removable(lurker("m", 100));
    assertThat(candidate.reason()).isEqualTo(Reason.NEVER_SPOKE);
    assertThat(candidate.lastActivity()).isEqualTo(daysAgo(100));
    assertThat(spared(lurker("m", 89))).isEqualTo(SparingRule.ACTIVE);
  }

  @Test
  @DisplayName("neverSpoke: protect spares who never wrote and nobody else")
  void neverSpokeProtected() {
    policy.neverSpoke = NeverSpoke.PROTECT;
    assertThat(spared(lurker("m", 1000))).isEqualTo(SparingRule.NEVER_SPOKE);
    removable(member("m", 1000, 100));
  }

  @Test
  @DisplayName("A newcomer stays even when newcomer is longer than inactiveFor")
  void newcomer() {
    policy.inactiveFor = Duration.ofDays(1);
    assertThat(spared(lurker("m", 6))).isEqualTo(SparingRule.NEWCOMER);
    removable(lurker("m", 7));
  }

  @ParameterizedTest
  @CsvSource({
    "Owner,OWNER",
    "Admin,ADMIN",
    "member,UNKNOWN_ROLE",
    "NotMember,UNKNOWN_ROLE",
    "'',UNKNOWN_ROLE"
  })
  @DisplayName("Only the plain role Member may go")
  void roles(String role, SparingRule rule) {
    assertThat(spared(withRole(member("m", 400, 300), role))).isEqualTo(rule);
  }

  @Test
  @DisplayName("A missing role, JoinTime or LastSendMsgTime is unknown, and unknown stays")
  void unknown() {
    Member old = member("m", 400, 300);
    assertThat(spared(withRole(old, null))).isEqualTo(SparingRule.UNKNOWN_ROLE);
    assertThat(spared(withTimes(old, null, daysAgo(300)))).isEqualTo(SparingRule.UNKNOWN_ACTIVITY);
    assertThat(spared(withTimes(old, daysAgo(400), null))).isEqualTo(SparingRule.UNKNOWN_ACTIVITY);
  }

  @Test
  @DisplayName("The account that Headroom signs in with stays")
  void administrator() {
    assertThat(spared(member(ADMINISTRATOR, 400, 300))).isEqualTo(SparingRule.APP_ADMINISTRATOR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bot", "svc-mail", "x.y@corp", "a*b"})
  @DisplayName("Protected accounts stay, exact or by pattern")
  void protectedAccounts(String account) {
    policy.accounts = List.of("bot", "svc-*", "*@corp", "a*b");
    assertThat(spared(member(account, 400, 300))).isEqualTo(SparingRule.PROTECTED_ACCOUNT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bots", "BOT", "sv-mail", "x@corp.com"})
  @DisplayName("An account that only resembles a protected one is not protected")
  void notProtectedAccounts(String account) {
    policy.accounts = List.of("bot", "svc-*", "*@corp");
    removable(member(account, 400, 300));
  }

  @Test
  @DisplayName("A member field protects by its value, or by any value with a star")
  void protectedFields() {
    policy.memberFields = Map.of("vip", Set.of("gold", "silver"));
    Member old = member("m", 400, 300);
    assertThat(spared(withField(old, "vip", "gold"))).isEqualTo(SparingRule.PROTECTED_FIELD);
    removable(withField(old, "vip", "lead"));
    removable(withField(old, "other", "gold"));
    policy.memberFields = Map.of("vip", Set.of("*"));
    assertThat(spared(withField(old, "vip", "lead"))).isEqualTo(SparingRule.PROTECTED_FIELD);
    removable(withField(old, "vip", ""));
  }

  @Test
  @DisplayName("Who has read the newest message was here when it came")
  void reader() {
    Member old = member("m", 400, 300);
    assertThat(spared(withReading(old, 500L, "AcceptAndNotify"))).isEqualTo(SparingRule.READER);
    removable(withReading(old, 499L, "AcceptAndNotify"));
  }

  @ParameterizedTest
  @CsvSource({
    "Public, AcceptAndNotify, true",
    "Private, AcceptAndNotify, true",
    "Public, , true",
    "Public, Discard, false",
    "ChatRoom, AcceptAndNotify, false",
  })
  @DisplayName("Where reading tells of life, what is missing of it spares; elsewhere it is nothing")
  void unknownReading(String type, String flag, boolean matters) {
    Member old = member("m", 400, 300);
    Group full = new Group("g", type, 20, 20, 501L, daysAgo(1), Map.of());
    Group noSeq = new Group("g", type, 20, 20, null, daysAgo(1), Map.of());
    Group noTime = new Group("g", type, 20, 20, 501L, null, Map.of());
    group = full;
    assertUnknown(withReading(old, null, flag), matters);
    removable(withReading(old, 499L, flag));
    for (Group each : List.of(noSeq, noTime)) {
      group = each;
      assertUnknown(withReading(old, 499L, flag), matters);
    }
    group = new Group("g", type, 20, 20, 1L, Group.NEVER, Map.of());
    removable(withReading(old, 0L, flag));
  }

  private void assertUnknown(Member member, boolean expected) {
    if (expected) {
      assertThat(spared(member)).isEqualTo(SparingRule.UNKNOWN_ACTIVITY);
    } else {
      removable(member);
    }
  }

  @Test
  @DisplayName("Who had read the newest message at an earlier look was here then")
  void readerOfAnEarlierLook() {
    Group later = new Group("g", Group.PUBLIC, 20, 20, 502L, NOW, Map.of());
    Member read = withReading(member("m", 400, 300), 500L, "AcceptAndNotify");
    Judge both = new Judge(policy.build(), List.of(group, later), ADMINISTRATOR, Map.of(), NOW);
    assertThat(both.judge(read))
        .isInstanceOfSatisfying(
            Verdict.Spared.class,
            spared -> assertThat(spared.rule()).isEqualTo(SparingRule.READER));
  }

  @Test
  @DisplayName("Who has read beyond what the group told of is here now")
  void readerOfSomethingNewer() {
    group = new Group("g", Group.PUBLIC, 20, 20, 501L, daysAgo(200), Map.of());
    Member old = member("m", 400, 300);
    assertThat(spared(withReading(old, 501L, "AcceptAndNotify"))).isEqualTo(SparingRule.READER);
    removable(withReading(old, 501L, "Discard"));
  }

  @Test
  @DisplayName("Reading is not trusted for Discard members and in Meeting groups")
  void readerNotTrusted() {
    Member old = member("m", 400, 300);
    removable(withReading(old, 500L, "Discard"));
    group = new Group("g", Group.CHAT_ROOM, 20, 20, 501L, daysAgo(1), Map.of());
    removable(withReading(old, 500L, "AcceptAndNotify"));
  }

  @Test
  @DisplayName("In a group that is silent for long, having read everything proves nothing")
  void readerOfSilentGroup() {
    group = new Group("g", Group.PUBLIC, 20, 20, 501L, daysAgo(200), Map.of());
    Candidate candidate = removable(withReading(member("m", 400, 300), 500L, "x"));
    assertThat(candidate.lastActivity()).isEqualTo(daysAgo(200));
  }

  @Test
  @DisplayName("A spared member tells when the rule ends, a protected one never")
  void eligibleAt() {
    Verdict.Spared active = (Verdict.Spared) judge(member("m", 400, 80));
    assertThat(active.eligibleAt()).isEqualTo(daysAgo(-10));
    Verdict.Spared owner = (Verdict.Spared) judge(withRole(member("m", 400, 300), "Owner"));
    assertThat(owner.eligibleAt()).isNull();
  }
}
