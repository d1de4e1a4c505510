package dev.headroom.manage.api;

import dev.headroom.ledger.GroupHistory;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Json;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What happened step by step, the oldest first; the last step is not over yet. */
public final class SeriesApi implements Resource {

  /** How a span of time is shown: into how many steps of which length it is cut. */
  private enum Span {
    HOUR("1h", Duration.ofMinutes(1), 60),
    DAY("24h", Duration.ofMinutes(15), 96),
    FORTNIGHT("14d", Duration.ofHours(6), 56);

    private final String text;
    private final Duration step;
    private final int steps;

    Span(String text, Duration step, int steps) {
      this.text = text;
      this.step = step;
      this.steps = steps;
    }

    /** The span that callers write so; the last hour for null. */
    static Span of(String text) {
      return Arrays.stream(values())
          .filter(span -> span.text.equals(text == null ? HOUR.text : text))
          .findFirst()
          .orElseThrow(
              () ->
                  new Refusal(
                      400,
                      "bad-span",
                      "the parameter span is not valid",
                      "write one of "
                          + Arrays.stream(values())
                              .map(span -> span.text)
                              .collect(Collectors.joining(", "))));
    }
  }

  private final Store store;
  private final MinuteCounts minutes;
  private final Clock clock;

  /**
   * A series.
   *
   * @param minutes callbacks and calls of this node
   */
  public SeriesApi(Store store, MinuteCounts minutes, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.minutes = Objects.requireNonNull(minutes, "minutes");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/series", this::series);
  }

  private void series(RoutingContext context) {
    Span span = Span.of(context.queryParams().get("span"));
    Answer.when(context, 200, series(span));
  }

  private Future<JsonObject> series(Span span) {
    minutes.look();
    long step = span.step.toMillis();
    long last = Math.floorDiv(clock.millis(), step) * step;
    long from = last - (span.steps - 1) * step;
    return store
        .read(session -> GroupHistory.removedBySteps(session, from, step))
        .map(
            removed ->
                new JsonObject()
                    .put("stepSeconds", span.step.toSeconds())
                    .put("points", points(span, from, removed)));
  }

  /** Members removed by any node, callbacks and calls of this one. */
  private JsonArray points(Span span, long from, Map<Long, Long> removed) {
    JsonArray points = new JsonArray();
    for (int i = 0; i < span.steps; i++) {
      Instant at = Instant.ofEpochMilli(from).plus(span.step.multipliedBy(i));
      MinuteCounts.Count count = minutes.between(at, at.plus(span.step));
      points.add(
          new JsonObject()
              .put("at", Json.time(at))
              .put("callbacks", count.callbacks())
              .put("removed", removed.getOrDefault((long) i, 0L))
              .put("calls", count.calls())
              .put("refused", count.refused()));
    }
    return points;
  }
}
