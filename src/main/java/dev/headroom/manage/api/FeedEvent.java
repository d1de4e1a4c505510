package dev.headroom.manage.api;

import dev.headroom.ledger.Action;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * Something that happened, for those who watch.
 *
 * @param name kind of event: {@code full}, {@code run}, {@code action}
 * @param at when; null for what cannot be told again later
 * @param key tells events of one moment apart; null likewise
 * @param data what happened
 */
record FeedEvent(String name, Instant at, String key, JsonObject data) {

  /** The end of a run, as the bus tells it. */
  static FeedEvent run(JsonObject pruned) {
    return new FeedEvent(
        "run", Instant.parse(pruned.getString("finishedAt")), pruned.getString("run"), pruned);
  }

  /** What somebody did. */
  static FeedEvent action(Action action) {
    return new FeedEvent("action", action.at(), action.id(), ActionsApi.json(action));
  }

  /** A group that is full: worth to be seen now, and nothing to be told of later. */
  static FeedEvent full(JsonObject data) {
    return new FeedEvent("full", null, null, data);
  }

  /** What a reader sends back to be told what it missed; null when this cannot be told again. */
  String id() {
    return at == null ? null : at.toEpochMilli() + "." + key;
  }

  /** As a browser reads it: no field holds a line break, for JSON escapes them. */
  String encode() {
    String id = id();
    return (id == null ? "" : "id: " + id + "\n")
        + ("event: " + name + "\n")
        + ("data: " + data.encode() + "\n\n");
  }
}
