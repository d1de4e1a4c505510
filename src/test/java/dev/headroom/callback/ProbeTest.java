package dev.headroom.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeTest {

  @Test
  @DisplayName("A probe is known again by its command, and no two are the same")
  void again() {
    Probe probe = Probe.next();
    assertThat(Probe.of(probe.command())).contains(probe);
    assertThat(Probe.next()).isNotEqualTo(probe);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Group.CallbackAfterGroupFull",
        "Headroom.Probe.",
        "Headroom.Probe.0123",
        "Headroom.Probe.0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcdef"
      })
  @DisplayName("No other command is a probe's")
  void none(String command) {
    assertThat(Probe.of(command)).isEmpty();
  }

  @Test
  @DisplayName("An id of another form is refused")
  void form() {
    assertThatThrownBy(() -> new Probe("<script>")).isInstanceOf(IllegalArgumentException.class);
  }
}
