package dev.headroom.sandbox.story;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run as the management API shows it. */
record SeenRun(JsonObject json) {

  /** Somebody who went, or would have gone. */
  record Person(String account, Instant lastActivity, String reason) {

    private static Person of(Object json) {
      JsonObject person = (JsonObject) json;
      return new Person(
          person.getString("account"),
          Instant.parse(person.getString("lastActivity")),
          person.getString("reason"));
    }
  }

  String outcome() {
    return json.getString("outcome");
  }

  /** When it ended; of several that ended alike, the last. */
  Instant lastAt() {
    return Instant.parse(json.getString("lastAt"));
  }

  /** Why, in the service's words; empty when there is nothing to say. */
  String note() {
    return json.getString("note", "");
  }

  /** Who is really gone, in order. */
  List<Person> removed() {
    return json.getJsonArray("removed").stream()
        .filter(person -> "removed".equals(((JsonObject) person).getString("fate")))
        .map(Person::of)
        .toList();
  }

  /** Who would have gone, in order. */
  List<Person> wouldRemove() {
    return json.getJsonArray("wouldRemove").stream().map(Person::of).toList();
  }

  /** How many were spared, by rule. */
  Map<String, Integer> spared() {
    JsonObject counts = json.getJsonObject("spared");
    Map<String, Integer> spared = new TreeMap<>();
    counts.forEach(rule -> spared.put(rule.getKey(), ((Number) rule.getValue()).intValue()));
    return spared;
  }
}
