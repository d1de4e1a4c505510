package dev.headroom.manage.api;

import dev.headroom.event.Mode;
import dev.headroom.manage.Json;
import dev.headroom.sweep.SweepJson;
import dev.headroom.sweep.SweepStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How things stand.
 *
 * @param version of Headroom
 * @param node this node
 * @param nodes all nodes
 * @param now this node's clock
 * @param mode the mode of groups that no override names, as of now
 * @param appModes the mode that no run of an app goes beyond, as of now, by app
 * @param enforceFrom until then nothing is enforced, or null
 * @param paused what is stopped
 * @param jobs how many jobs there are by state
 * @param oldestDueAt since when the longest waiting job is due, or null
 * @param day the last 24 hours
 * @param budgets calls a second
 * @param sweeps searches for full groups, one an app
 * @param configRejected whether a changed configuration could not be taken
 */
public record Standing(
    String version,
    String node,
    List<Node> nodes,
    Instant now,
    Mode mode,
    Map<Long, Mode> appModes,
    Instant enforceFrom,
    List<PauseView> paused,
    Map<String, Long> jobs,
    Instant oldestDueAt,
    Day day,
    List<Budget> budgets,
    List<SweepStatus> sweeps,
    boolean configRejected) {

  /** All that a search found is told elsewhere. */
  private static final int MOST_FINDINGS = 20;

  /**
   * A node.
   *
   * @param node its name
   * @param startedAt since when it runs
   * @param seenAt when it was last seen
   */
  public record Node(String node, Instant startedAt, Instant seenAt) {

    JsonObject toJson() {
      return new JsonObject()
          .put("node", node)
          .put("startedAt", Json.time(startedAt))
          .put("seenAt", Json.time(seenAt));
    }
  }

  /**
   * The last 24 hours.
   *
   * @param removed members removed
   * @param wouldRemove members that would have gone, had their runs not only observed
   * @param callbacks callbacks of this node, since its start at most
   * @param braked runs that were braked
   */
  public record Day(long removed, long wouldRemove, long callbacks, long braked) {

    JsonObject toJson() {
      return new JsonObject()
          .put("removed", removed)
          .put("wouldRemove", wouldRemove)
          .put("callbacks", callbacks)
          .put("braked", braked);
    }
  }

  /**
   * Calls of one REST API.
   *
   * @param sdkAppId the app
   * @param api name of the API
   * @param used on their way, or answered within the last second
   * @param allowed a second by configuration, or less while it goes slower
   * @param limit a second by Tencent
   */
  public record Budget(long sdkAppId, String api, long used, long allowed, long limit) {

    JsonObject toJson() {
      return new JsonObject()
          .put("sdkAppId", sdkAppId)
          .put("api", api)
          .put("used", used)
          .put("allowed", allowed)
          .put("limit", limit);
    }
  }

  /** Adds all of it to what is told of callbacks. */
  JsonObject into(JsonObject json) {
    JsonObject counts = new JsonObject();
    new TreeMap<>(jobs).forEach(counts::put);
    return json.put("version", version)
        .put("node", node)
        .put("nodes", list(nodes, Node::toJson))
        .put("now", Json.time(now))
        .put("mode", mode.wire())
        .put("appModes", modes())
        .put("enforceFrom", Json.time(enforceFrom))
        .put("paused", list(paused, PauseView::toJson))
        .put("jobs", counts.put("oldestDueAt", Json.time(oldestDueAt)))
        .put("day", day.toJson())
        .put("budgets", list(budgets, Budget::toJson))
        .put("sweeps", list(sweeps, sweep -> SweepJson.of(sweep, MOST_FINDINGS)))
        .put("configRejected", configRejected);
  }

  private JsonArray modes() {
    JsonArray modes = new JsonArray();
    new TreeMap<>(appModes)
        .forEach(
            (app, most) ->
                modes.add(new JsonObject().put("sdkAppId", app).put("mode", most.wire())));
    return modes;
  }

  private static <T> JsonArray list(Collection<T> items, Function<T, JsonObject> json) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(json.apply(item)));
    return array;
  }
}
