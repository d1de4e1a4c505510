package dev.headroom.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.Group;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What looks like the limit of a smaller plan")
class SeatLimitsTest {

  private static Group group(String id, String type, int members, int max) {
    return new Group(id, type, members, max, null, null, Map.of());
  }

  @Test
  @DisplayName("is a documented limit below what another group of the app has")
  void documented() {
    SeatLimits limits = new SeatLimits(0);
    limits.add(group("a", Group.PUBLIC, 3, 200));
    limits.add(group("b", Group.PRIVATE, 3, 2000));
    assertThat(limits.found().limits())
        .containsExactly(
            new LowLimits.Limit(200, "standard, or a mainland Pro", 1, 0, java.util.List.of("a")));
    assertThat(limits.isLow(200)).isTrue();
    assertThat(limits.isLow(2000)).isFalse();
  }

  @Test
  @DisplayName(
      "is any limit of a full group, and not one that somebody chose for a group with room")
  void chosen() {
    SeatLimits limits = new SeatLimits(0);
    limits.add(group("full", Group.PUBLIC, 123, 123));
    limits.add(group("room", Group.PUBLIC, 3, 123));
    limits.add(group("also room", Group.PUBLIC, 3, 77));
    limits.add(group("big", Group.PUBLIC, 3, 500));
    assertThat(limits.found().limits())
        .containsExactly(new LowLimits.Limit(123, null, 1, 1, java.util.List.of("full")));
  }

  @Test
  @DisplayName("is none when all groups have the same, and a Community proves nothing")
  void same() {
    SeatLimits limits = new SeatLimits(0);
    limits.add(group("a", Group.PUBLIC, 200, 200));
    limits.add(group("@TGS#_c", Group.COMMUNITY, 3, 100_000));
    assertThat(limits.found().limits()).isEmpty();
    assertThat(limits.found().planLimit()).isEqualTo(200);
  }
}
