package dev.headroom.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Custom fields as the wire writes them. */
final class KeyValues {
  private KeyValues() {}

  /** Only the wanted ones; all if nothing says which. */
  static JsonArray of(Map<String, String> fields, Optional<Set<String>> wanted) {
    JsonArray list = new JsonArray();
    fields.forEach(
        (key, value) -> {
          if (wanted.isEmpty() || wanted.get().contains(key)) {
            list.add(new JsonObject().put("Key", key).put("Value", value));
          }
        });
    return list;
  }
}
