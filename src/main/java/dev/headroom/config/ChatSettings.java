package dev.headroom.config;

import dev.headroom.config.yaml.Durations;
import dev.headroom.config.yaml.Section;
import java.time.Duration;

/**
 * Calls to the Chat REST API, {@code chat} in the file.
 *
 * @param timeout of one call; Tencent itself gives up after 3 s [1047/34620]
 */
public record ChatSettings(Duration timeout) {

  private static final ChatSettings DEFAULTS = new ChatSettings(Duration.ofSeconds(5));

  private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);

  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

  /** Reads {@code chat}. */
  static ChatSettings read(Section chat) {
    ChatSettings settings =
        new ChatSettings(
            chat.get(
                "timeout",
                DEFAULTS.timeout(),
                Durations.between(SHORTEST_TIMEOUT, LONGEST_TIMEOUT)));
    chat.done();
    return settings;
  }
}
