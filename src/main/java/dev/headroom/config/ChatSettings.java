package dev.headroom.config;

import java.time.Duration;

/**
 * Calls to the Chat REST API, {@code chat} in the file.
 *
 * @param timeout of one call; Tencent itself gives up after 3 s [1047/34620]
 */
public record ChatSettings(Duration timeout) {}
