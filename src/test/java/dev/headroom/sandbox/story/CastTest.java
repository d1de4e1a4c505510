package dev.headroom.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sandbox.GroupType;
import dev.headroom.sandbox.MemberRole;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxGroup;
import dev.headroom.sandbox.SandboxMember;
import dev.headroom.sandbox.SandboxOptions;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class CastTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private SandboxBackend backend;

  @BeforeEach
  void open(Vertx vertx, VertxTestContext test) {
    SandboxBackend.start(vertx, new SandboxOptions().clock(CLOCK))
        .onSuccess(started -> backend = started)
        .onComplete(test.succeedingThenComplete());
  }

  private Cast cast() {
    return new Cast(backend.app(), GroupType.PUBLIC, "club", "Club", new Names(), CLOCK)
        .staff(2)
        .bots(3)
        .patrons(2)
        .newcomers(5)
        .readers(3)
        .active(30)
        .online(4)
        .inactive(20);
  }

  private long lastSeen(SandboxGroup group, String account) {
    SandboxMember member = group.member(account).orElseThrow();
    return Math.max(member.joinTime(), member.lastSendMsgTime());
  }

  @Test
  @DisplayName("Those who may go are told the longest inactive first, all for more than 90 days")
  void inactive() {
    Cast cast = cast();
    SandboxGroup group = cast.group();

    List<Long> seen = cast.inactiveOnes().stream().map(each -> lastSeen(group, each)).toList();

    assertThat(seen).hasSize(20).isSorted().doesNotHaveDuplicates();
    assertThat(seen.get(19)).isLessThan(NOW.minus(Duration.ofDays(90)).getEpochSecond());
  }

  @Test
  @DisplayName("Those who are online have been silent for longer than anybody who may go")
  void online() {
    Cast cast = cast();
    SandboxGroup group = cast.group();
    long first = lastSeen(group, cast.inactiveOnes().get(0));

    assertThat(cast.onlineOnes()).hasSize(4).allMatch(account -> lastSeen(group, account) < first);
  }

  @Test
  @DisplayName("The group is full, and nobody has done anything in the future")
  void plausible() {
    SandboxGroup group = cast().group();

    assertThat(group.isFull()).isTrue();
    assertThat(group.memberNum()).isEqualTo(1 + 2 + 3 + 2 + 5 + 3 + 30 + 4 + 20);
    assertThat(group.accounts())
        .allMatch(account -> lastSeen(group, account) < NOW.getEpochSecond());
    assertThat(group.accounts().stream().map(each -> group.member(each).orElseThrow().role()))
        .containsOnlyOnce(MemberRole.OWNER)
        .filteredOn(MemberRole.ADMIN::equals)
        .hasSize(2);
  }

  @Test
  @DisplayName("The same time gives the same people")
  void sameAgain() {
    SandboxGroup group = cast().group();
    List<String> before = group.accounts();
    List<Long> seenBefore = before.stream().map(each -> lastSeen(group, each)).toList();
    backend.app().clear();

    SandboxGroup again = cast().group();

    assertThat(again.accounts()).isEqualTo(before);
    assertThat(again.accounts().stream().map(each -> lastSeen(again, each)))
        .containsExactlyElementsOf(seenBefore);
  }

  @Test
  @DisplayName("No two people have the same name, however many there are")
  void names() {
    Names names = new Names();
    Set<String> given = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      given.add(names.next());
    }

    assertThat(given).hasSize(5_000).allMatch(name -> name.matches("[a-z]+\\.[a-z]+[0-9]*"));
  }
}
