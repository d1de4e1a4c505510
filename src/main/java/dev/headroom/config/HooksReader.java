package dev.headroom.config;

import dev.headroom.config.yaml.BadValue;
import dev.headroom.config.yaml.Forms;
import dev.headroom.config.yaml.Section;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads {@code hooks}. */
final class HooksReader {

  private static final int INSTANCES = 1;
  private static final boolean WORKER = false;
  private static final int MOST_INSTANCES = 64;

  private static final Pattern CLASS =
      Pattern.compile(
          "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
              + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");

  private HooksReader() {}

  static List<HookSettings> read(Section root) {
    List<HookSettings> hooks = new ArrayList<>();
    for (Section item : root.sections("hooks")) {
      String verticle =
          item.required(
              "verticle", HooksReader::className, "Name a class in one of the jars in hooks/");
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
