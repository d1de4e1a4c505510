package dev.headroom.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.config.AppSettings;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CommandTest {

  @Test
  @DisplayName("every call can have its own allowance, and nothing else can")
  void allowances() {
    assertThat(Arrays.stream(Command.values()).map(Command::wireName))
        .containsExactlyInAnyOrderElementsOf(AppSettings.COMMANDS);
  }
}
