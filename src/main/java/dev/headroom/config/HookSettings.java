package dev.headroom.config;

import io.vertx.core.json.JsonObject;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A verticle of the user's, an item of {@code hooks} in the file.
 *
 * @param verticle name of its class, which is in one of the jars in {@code hooks/}
 * @param instances how many of it run
 * @param worker whether it may block
 * @param config what it reads as its own configuration; a copy at every call, and never shown, for
 *     there may be secrets in it
 */
public record HookSettings(String verticle, int instances, boolean worker, JsonObject config) {

  /** Copies the configuration. */
  public HookSettings {
    Objects.requireNonNull(verticle, "verticle");
    config = config.copy();
  }

  @Override
  public JsonObject config() {
    return config.copy();
  }

  @Override
  public String toString() {
    return "HookSettings[verticle="
        + verticle
        + ", instances="
        + instances
        + ", worker="
        + worker
        + ", config="
        + new TreeSet<>(config.fieldNames())
        + "]";
  }
}
