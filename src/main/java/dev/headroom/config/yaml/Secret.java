package dev.headroom.config.yaml;

import java.util.Objects;

/** A text that must not be seen: {@code toString} masks it, so no log or error can show it. */
public record Secret(String reveal) {

  /** Refuses null. */
  public Secret {
    Objects.requireNonNull(reveal, "secret");
  }

  @Override
  public String toString() {
    return "***";
  }
}
