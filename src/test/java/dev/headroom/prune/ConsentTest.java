package dev.headroom.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.chat.Group;
import dev.headroom.config.PolicySettings.GroupField;
import dev.headroom.event.Mode;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsentTest {

  private static Mode weaken(Mode mode, boolean optIn, Map<String, String> fields) {
    Group group = new Group("g", Group.PUBLIC, 20, 20, 2L, null, fields);
    return Consent.weaken(mode, new GroupField("prune", optIn), group);
  }

  @ParameterizedTest
  @CsvSource({
    "ENFORCE, on, false, ENFORCE",
    "ENFORCE, off, false, OFF",
    "ENFORCE, ' OFF ', false, OFF",
    "ENFORCE, observe, false, OBSERVE",
    "ENFORCE, '', false, ENFORCE",
    "ENFORCE, '', true, OFF",
    "ENFORCE, on, true, ENFORCE",
    "ENFORCE, off, true, OFF",
    "ENFORCE, maybe, true, OBSERVE",
    "ENFORCE, maybe, false, OBSERVE",
    "OBSERVE, on, true, OBSERVE",
    "OFF, on, true, OFF",
    "OFF, maybe, false, OFF"
  })
  @DisplayName("The group's own field weakens the mode and never strengthens it")
  void values(Mode mode, String value, boolean optIn, Mode expected) {
    assertThat(weaken(mode, optIn, Map.of("prune", value))).isEqualTo(expected);
  }

  @Test
  @DisplayName("A group without the field is pruned by optOut and left alone by optIn")
  void absent() {
    assertThat(weaken(Mode.ENFORCE, false, Map.of())).isEqualTo(Mode.ENFORCE);
    assertThat(weaken(Mode.ENFORCE, true, Map.of())).isEqualTo(Mode.OFF);
  }

  @Test
  @DisplayName("Without a key in the configuration nothing is asked")
  void noKey() {
    Group group = new Group("g", Group.PUBLIC, 20, 20, 2L, null, Map.of("prune", "off"));
    assertThat(Consent.weaken(Mode.ENFORCE, new GroupField("", false), group))
        .isEqualTo(Mode.ENFORCE);
  }
}
