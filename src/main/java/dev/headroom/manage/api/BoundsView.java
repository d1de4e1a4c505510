package dev.headroom.manage.api;

import dev.headroom.event.Mode;
import dev.headroom.manage.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * How far a run may go that is to come, and what stands against it, as callers see it. Of one group
 * where one is meant, else of all groups together: then what no run goes beyond.
 *
 * @param mode the mode that will hold, or null where Chat did not say what it depends on
 * @param paused the pauses that hold, the widest first: nothing begins before they end
 * @param enforceFrom until then what would be pruned otherwise is only observed, or null
 * @param leftInGroup how many may still go from the group today, or null where there is no limit
 * @param leftInApp the same for the app
 * @param limitsKnown whether the two before mean anything
 */
public record BoundsView(
    Mode mode,
    List<PauseView> paused,
    Instant enforceFrom,
    Integer leftInGroup,
    Integer leftInApp,
    boolean limitsKnown) {

  /** Copies the list. */
  public BoundsView {
    paused = List.copyOf(paused);
  }

  /** Of more than one group, or of one that Chat did not tell of: nothing is known of limits. */
  public BoundsView(Mode mode, List<PauseView> paused, Instant enforceFrom) {
    this(mode, paused, enforceFrom, null, null, false);
  }

  /** Adds all of it to an answer. */
  public JsonObject into(JsonObject json) {
    JsonArray pauses = new JsonArray();
    paused.forEach(pause -> pauses.add(pause.toJson()));
    return json.put("mode", mode == null ? null : mode.wire())
        .put("paused", pauses)
        .put("enforceFrom", Json.time(enforceFrom))
        .put(
            "dailyLimit",
            limitsKnown ? new JsonObject().put("group", leftInGroup).put("app", leftInApp) : null);
  }
}
