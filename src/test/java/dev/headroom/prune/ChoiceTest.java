package dev.headroom.prune;

import static dev.headroom.prune.Facts.NOW;
import static dev.headroom.prune.Facts.daysAgo;
import static dev.headroom.prune.Facts.member;
import static dev.headroom.prune.Facts.withRole;
import static dev.headroom.prune.Facts.withTimes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.Member;
import dev.headroom.ledger.Removal;
import dev.headroom.prune.Facts.PolicyBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChoiceTest {

  private final Judge judge =
      new Judge(
          new PolicyBuilder().build(),
          List.of(Facts.group(20, 20)),
          Facts.ADMINISTRATOR,
          Map.of(),
          NOW);
  private final Member a = member("a", 500, 300);
  private final Member b = member("b", 500, 200);
  private final Member c = member("c", 500, 100);
  private final List<Candidate> ranked = List.of(candidate(a), candidate(b), candidate(c));

  private Candidate candidate(Member member) {
    return ((Verdict.Removable) judge.judge(member)).candidate();
  }

  private static Map<String, String> online(String of, String status) {
    Map<String, String> online =
        new HashMap<>(Map.of("a", "Offline", "b", "Offline", "c", "Offline"));
    if (status == null) {
      online.remove(of);
    } else {
      online.put(of, status);
    }
    return online;
  }

  private Choice choose(Map<String, String> online, List<Member> reread, int need) {
    return Choice.choose(ranked, online, reread, judge, need);
  }

  private void assertSpares(Choice choice, SparingRule rule) {
    assertThat(choice.removals()).map(Removal::account).containsExactly("b", "c");
    assertThat(choice.dropped()).map(Candidate::account).containsExactly("a");
    assertThat(choice.spares()).map(Choice.Spare::rule).containsExactly(rule);
  }

  @Test
  @DisplayName("The longest inactive go first, and no more than needed")
  void order() {
    Choice choice = choose(online("a", "Offline"), List.of(c, b, a), 2);
    assertThat(choice.removals()).map(Removal::account).containsExactly("a", "b");
    assertThat(choice.dropped()).isEmpty();
  }

  @Test
  @DisplayName("Online and PushOnline spare, and so does an unknown status")
  void onlineSpares() {
    assertSpares(choose(online("a", "Online"), List.of(a, b, c), 3), SparingRule.ONLINE);
    assertSpares(choose(online("a", "PushOnline"), List.of(a, b, c), 3), SparingRule.ONLINE);
    assertSpares(choose(online("a", "Sleeping"), List.of(a, b, c), 3), SparingRule.ONLINE);
    assertSpares(choose(online("a", null), List.of(a, b, c), 3), SparingRule.ONLINE_UNKNOWN);
  }

  @Test
  @DisplayName("When being online does not protect, nobody needs a status")
  void onlineNotAsked() {
    Choice choice = choose(null, List.of(a, b, c), 3);
    assertThat(choice.removals()).hasSize(3);
    assertThat(choice.removals().get(0).evidence()).contains("Status not asked");
  }

  @Test
  @DisplayName("Who has left, rejoined, been promoted or written since the first look is spared")
  void changedSince() {
    Map<String, String> offline = online("a", "Offline");
    assertSpares(choose(offline, List.of(b, c), 3), SparingRule.LEFT);
    Member rejoined = withTimes(a, daysAgo(120), a.lastSendMsgTime());
    assertSpares(choose(offline, List.of(rejoined, b, c), 3), SparingRule.REJOINED);
    assertSpares(choose(offline, List.of(withRole(a, "Admin"), b, c), 3), SparingRule.ADMIN);
    Member wrote = withTimes(a, a.joinTime(), NOW);
    assertSpares(choose(offline, List.of(wrote, b, c), 3), SparingRule.ACTIVE_AGAIN);
    Member wroteLongAgo = withTimes(a, a.joinTime(), daysAgo(150));
    assertSpares(choose(offline, List.of(wroteLongAgo, b, c), 3), SparingRule.ACTIVE_AGAIN);
    Member unknown = withTimes(a, a.joinTime(), null);
    assertSpares(choose(offline, List.of(unknown, b, c), 3), SparingRule.UNKNOWN_ACTIVITY);
  }

  @Test
  @DisplayName("The evidence names the facts a person would ask for")
  void evidence() {
    Removal removal = choose(online("a", "Offline"), List.of(a, b, c), 1).removals().get(0);
    assertThat(removal.evidence())
        .contains("JoinTime " + a.joinTime())
        .contains("LastSendMsgTime " + a.lastSendMsgTime())
        .contains("MsgSeq 10")
        .contains("Role Member")
        .contains("Status Offline");
  }

  @Test
  @DisplayName("Who has read on since the first look is here, wherever they have come to")
  void readsOn() {
    Member reading = Facts.withReading(a, 11L, a.msgFlag());
    Choice choice = Choice.choose(ranked, online("a", "Offline"), List.of(reading, b, c), judge, 1);
    assertThat(choice.chosen()).containsExactly(candidate(b));
    assertThat(choice.spares())
        .containsExactly(new Choice.Spare(candidate(a), SparingRule.ACTIVE_AGAIN));
  }

  @Test
  @DisplayName("Who has lost MsgSeq since the first look is spared as unknown")
  void losesMsgSeq() {
    Member bare = Facts.withReading(a, null, a.msgFlag());
    Choice choice = Choice.choose(ranked, online("a", "Offline"), List.of(bare, b, c), judge, 1);
    assertThat(choice.spares())
        .containsExactly(new Choice.Spare(candidate(a), SparingRule.UNKNOWN_ACTIVITY));
  }
}
