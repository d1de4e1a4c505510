package dev.headroom.manage;

import dev.headroom.event.Wire;
import java.time.Instant;

/** Values in the JSON that callers get; what is not known is null. */
public final class Json {

  private Json() {}

  /** ISO 8601, UTC. */
  public static String time(Instant instant) {
    return instant == null ? null : instant.toString();
  }

  public static String name(Wire constant) {
    return constant == null ? null : constant.wire();
  }
}
