package dev.headroom.prune;

import static dev.headroom.prune.Facts.NOW;
import static dev.headroom.prune.Facts.daysAgo;
import static dev.headroom.prune.Facts.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.Member;
import dev.headroom.prune.Facts.PolicyBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RankingTest {

  private final Spared spared = new Spared(Spared.SAMPLES);

  private Ranking ranking(int capacity) {
    return ranking(capacity, null);
  }

  private Ranking ranking(int capacity, Candidate from) {
    Judge judge =
        new Judge(
            new PolicyBuilder().build(),
            List.of(Facts.group(20, 20)),
            Facts.ADMINISTRATOR,
            Map.of(),
            NOW);
    return new Ranking(judge, capacity, spared, from);
  }

  @Provide
  Arbitrary<List<Integer>> silentDays() {
    return Arbitraries.integers().between(0, 400).list().ofMaxSize(300);
  }

  @Property(tries = 300)
  @Label("However the pages fall, the longest inactive are kept, in order, within the capacity")
  void keepsTheLongestInactive(
      @ForAll("silentDays") List<Integer> days,
      @ForAll @IntRange(min = 1, max = 40) int capacity,
      @ForAll @IntRange(min = 1, max = 50) int page) {
    List<Member> members =
        Stream.iterate(0, i -> i < days.size(), i -> i + 1)
            .map(i -> member("m" + i, 500, days.get(i)))
            .toList();
    Ranking ranking = ranking(capacity);
    for (int from = 0; from < members.size(); from += page) {
      ranking.fold(members.subList(from, Math.min(from + page, members.size())));
    }
    List<String> expected =
        members.stream()
            .filter(member -> !member.lastSendMsgTime().isAfter(daysAgo(90)))
            .sorted(Comparator.comparing(Member::lastSendMsgTime).thenComparing(Member::account))
            .limit(capacity)
            .map(Member::account)
            .toList();
    assertThat(ranking.next(Integer.MAX_VALUE >> 8)).map(Candidate::account).isEqualTo(expected);
  }

  @Test
  @DisplayName("A member who shows up on two pages counts once, as last seen")
  void duplicates() {
    Ranking ranking = ranking(10);
    ranking.fold(List.of(member("m", 500, 300), member("n", 500, 200)));
    ranking.fold(List.of(member("m", 500, 1)));
    assertThat(ranking.next(10)).map(Candidate::account).containsExactly("n");
    assertThat(ranking.removable()).isEqualTo(1);
  }

  @Test
  @DisplayName("It knows the first moment at which a spared member can go")
  void firstEligible() {
    Ranking ranking = ranking(10);
    ranking.fold(List.of(member("a", 500, 10), member("b", 500, 80), member("c", 500, 30)));
    assertThat(ranking.firstEligibleAt()).isEqualTo(daysAgo(-10));
    assertThat(spared.counts()).containsEntry(SparingRule.ACTIVE, 3);
  }

  @Test
  @DisplayName("It notices whether anybody at all ever wrote")
  void anyoneWrote() {
    Ranking ranking = ranking(10);
    ranking.fold(List.of(Facts.lurker("a", 300)));
    assertThat(ranking.anyoneWrote()).isFalse();
    ranking.fold(List.of(member("b", 500, 80)));
    assertThat(ranking.anyoneWrote()).isTrue();
  }

  @Test
  @DisplayName("Nobody gets in before somebody longer inactive whom there was no room for")
  void noRoomNoOvertaking() {
    Ranking ranking = ranking(2);
    ranking.fold(List.of(member("a", 500, 400), member("b", 500, 300), member("c", 500, 200)));
    // b turns out active: c was there before d.
    ranking.fold(List.of(member("b", 500, 1), member("d", 500, 150)));

    assertThat(ranking.next(5)).extracting(Candidate::account).containsExactly("a");
    assertThat(ranking.firstBeyond().account()).isEqualTo("c");
  }

  @Test
  @DisplayName("A ranking can go on where another one ended")
  void goesOn() {
    List<Member> all = List.of(member("a", 500, 400), member("b", 500, 300), member("c", 500, 200));
    Ranking first = ranking(1);
    first.fold(all);
    Ranking second = ranking(1, first.firstBeyond());
    second.fold(all);

    assertThat(second.next(5)).extracting(Candidate::account).containsExactly("b");
    assertThat(second.removable()).isEqualTo(2);
  }

  @Test
  @DisplayName("Who reads on between two pages is spared")
  void readsOnBetweenPages() {
    Ranking ranking = ranking(10);
    ranking.fold(List.of(member("a", 500, 400)));
    ranking.fold(List.of(Facts.withReading(member("a", 500, 400), 11L, "AcceptAndNotify")));

    assertThat(ranking.next(5)).isEmpty();
    assertThat(spared.counts()).containsEntry(SparingRule.ACTIVE_AGAIN, 1);
  }
}
