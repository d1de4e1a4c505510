package dev.headroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class SandboxGroupTest {
  private static final Instant NOW = Instant.ofEpochSecond(2_000_000_000L);

  private SandboxBackend backend;
  private SandboxGroup group;

  @BeforeEach
  void start(Vertx vertx) {
    backend =
        RawClient.await(
            SandboxBackend.start(
                vertx, new SandboxOptions().clock(Clock.fixed(NOW, ZoneOffset.UTC))));
    group = backend.app().group("g", GroupType.PUBLIC).max(4).owner("boss");
  }

  @AfterEach
  void stop() {
    RawClient.await(backend.close());
  }

  @Test
  @DisplayName("a message moves the group's numbers and the speaker's")
  void speak() {
    SandboxMember member = group.add("m");
    group.speak("m");
    assertThat(member.lastSendMsgTime()).isEqualTo(NOW.getEpochSecond());
    assertThat(group.messages().lastTime()).isEqualTo(NOW.getEpochSecond());
    assertThat(member.msgSeq()).isEqualTo(1);
    assertThat(group.messages().next()).isEqualTo(2);
    group.speak("m");
    group.read("boss");
    assertThat(group.member("boss").orElseThrow().msgSeq()).isEqualTo(2);
  }

  @Test
  @DisplayName("telling of an older message makes nobody a reader of the newest")
  void olderMessage() {
    SandboxMember young = group.add("young").spoke(NOW.minusSeconds(10));
    SandboxMember old = group.add("old").spoke(NOW.minusSeconds(1000));
    assertThat(young.msgSeq()).isEqualTo(group.messages().next() - 1);
    assertThat(old.msgSeq()).isLessThan(group.messages().next() - 1);
    assertThat(group.messages().lastTime()).isEqualTo(NOW.getEpochSecond() - 10);
  }

  @Test
  @DisplayName("who comes back is a new member at the end of the list")
  void rejoin() {
    group.add("m").joined(NOW.minusSeconds(5000)).spoke(NOW.minusSeconds(4000));
    group.add("n");
    assertThat(group.rejoin("m").joined()).isTrue();
    assertThat(group.accounts()).containsExactly("boss", "n", "m");
    assertThat(group.member("m").orElseThrow().joinTime()).isEqualTo(NOW.getEpochSecond());
    assertThat(group.member("m").orElseThrow().lastSendMsgTime()).isZero();
  }

  @Test
  @DisplayName("joins and exits take a message number unless the group has no tips")
  void tips() {
    group.tryJoin("m");
    group.leave("m");
    group.leave("m");
    assertThat(group.messages().next()).isEqualTo(3);
    group.tips(false).tryJoin("m");
    assertThat(group.messages().next()).isEqualTo(3);
    SandboxGroup meeting = backend.app().group("meeting", GroupType.CHAT_ROOM);
    meeting.tryJoin("m");
    assertThat(meeting.messages().next()).isEqualTo(1);
  }

  @Test
  @DisplayName("counts seats, also below a lowered limit; an AVChatRoom is never full")
  void seats() {
    group.add("m");
    assertThat(group.freeSeats()).isEqualTo(2);
    group.max(1);
    assertThat(group.freeSeats()).isEqualTo(-1);
    assertThat(group.isFull()).isTrue();
    SandboxGroup live = backend.app().group("live", GroupType.AV_CHAT_ROOM).max(0);
    assertThat(live.tryJoin("m").joined()).isTrue();
    assertThat(live.memberNum()).isZero();
  }

  @Test
  @DisplayName("people can be promoted and demoted")
  void promote() {
    group.add("m");
    group.promote("m");
    assertThat(group.member("m").orElseThrow().role()).isEqualTo(MemberRole.ADMIN);
    group.demote("m");
    assertThat(group.member("m").orElseThrow().role()).isEqualTo(MemberRole.MEMBER);
  }

  @Test
  @DisplayName("a test that describes nonsense is told so")
  void nonsense() {
    assertThatThrownBy(() -> group.add("boss")).hasMessageContaining("use member()");
    assertThatThrownBy(() -> group.speak("nobody")).hasMessageContaining("not in g");
    assertThatThrownBy(() -> backend.app().group("g", GroupType.PUBLIC))
        .hasMessageContaining("use find()");
    assertThatThrownBy(() -> Fault.errorCode(0)).hasMessageContaining("success");
    assertThatThrownBy(() -> Fault.reset().times(0)).hasMessageContaining("at least 1");
  }
}
