package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;

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

  private static final int INSTANCES = 1;
  private static final boolean WORKER = false;
  private static final int MOST_INSTANCES = 64;

  private static final Pattern CLASS =
      Pattern.compile(
          "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
              + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");

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
    return "HookSettings[verticle=%s, instances=%s, worker=%s, config=%s]"
        .formatted(verticle, instances, worker, new TreeSet<>(config.fieldNames()));
  }

  /** Reads {@code hooks}. */
  static List<HookSettings> read(Section root) {
    List<HookSettings> hooks = new ArrayList<>();
    for (Section item : root.sections("hooks")) {
      String verticle =
          item.required(
              "verticle", HookSettings::className, "Name a class in one of the jars in hooks/");
      int instances = item.get("instances", INSTANCES, Forms.integer(1, MOST_INSTANCES));
      boolean worker = item.get("worker", WORKER, Forms.flag());
      JsonObject config = item.json("config");
      item.done();
      hooks.add(new HookSettings(verticle == null ? "" : verticle, instances, worker, config));
    }
    return hooks;
  }

  private static String className(String text) throws BadValue {
    if (!CLASS.matcher(text).matches()) {
      throw new BadValue(
          "is not the name of a class", "Write it with its package, e.g. com.example.NotifyOwner");
    }
    return text;
  }
}
