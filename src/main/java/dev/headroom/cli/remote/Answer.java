package dev.headroom.cli.remote;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What the service answered.
 *
 * @param status the HTTP status
 * @param text the body as it came
 * @param json the same, read
 */
record Answer(int status, String text, JsonObject json) {

  /**
   * The body as one line of JSON that survives every terminal and pipe: what is not ASCII stands
   * escaped, and in JSON only texts hold such characters.
   */
  String asciiJson() {
    StringBuilder ascii = new StringBuilder(text.length());
    for (char c : text.strip().toCharArray()) {
      if (c < 0x7F) {
        ascii.append(c);
      } else {
        ascii.append(String.format("\\u%04x", (int) c));
      }
    }
    return ascii.toString();
  }

  /** The objects of a list; none if it is not there. */
  static List<JsonObject> list(JsonObject json, String name) {
    JsonArray array = json.getJsonArray(name);
    return array == null ? List.of() : array.stream().map(JsonObject.class::cast).toList();
  }

  /** An object, empty if it is not there. */
  static JsonObject object(JsonObject json, String name) {
    JsonObject object = json.getJsonObject(name);
    return object == null ? new JsonObject() : object;
  }

  /** A count, 0 if it is not there. */
  static long count(JsonObject json, String name) {
    Long count = json.getLong(name);
    return count == null ? 0 : count;
  }
}
