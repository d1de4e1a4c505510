package dev.headroom.manage.api;

import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.ConsoleFiles;
import dev.headroom.manage.Cursor;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Page;
import dev.headroom.manage.Query;
import dev.headroom.manage.Refusal;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What people watch: how things stand, how they went, and what happens right now.
 *
 * @param callbacks what the callback port has seen
 * @param insight how things stand and went
 * @param feed what happens
 */
public record Eyes(Callbacks callbacks, Insight insight, Feed feed) implements Resource {

  /** Refuses nulls. */
  public Eyes {
    Objects.requireNonNull(callbacks, "callbacks");
    Objects.requireNonNull(insight, "insight");
    Objects.requireNonNull(feed, "feed");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/stats", this::stats);
    RouteMethods.get(router, "/api/series", this::series);
    RouteMethods.get(router, "/api/groups", this::groups);
    RouteMethods.get(router, "/api/events", feed::serve);
    new ConsoleFiles().mount(router);
  }

  @Override
  public void open(Vertx vertx) {
    feed.open(vertx);
  }

  @Override
  public Future<Void> close(Vertx vertx) {
    return feed.close(vertx);
  }

  private void stats(RoutingContext context) {
    Actor you = Guard.actor(context);
    JsonObject named =
        new JsonObject()
            .put("name", you.name())
            .put("role", you.role().name().toLowerCase(Locale.ROOT));
    Answer.when(
        context,
        insight.standing(),
        standing -> standing.into(callbacks.stats().toJson()).put("you", named));
  }

  private void series(RoutingContext context) {
    Insight.Span span = span(context.queryParams().get("span"));
    Answer.when(
        context,
        insight.series(span),
        points -> {
          JsonArray items = new JsonArray();
          points.forEach(point -> items.add(point.toJson()));
          return new JsonObject().put("stepSeconds", span.step().toSeconds()).put("points", items);
        });
  }

  private void groups(RoutingContext context) {
    Query query = new Query(context);
    int limit = query.limit();
    boolean stuck = "true".equals(context.queryParams().get("stuck"));
    Answer.when(
        context,
        insight.groups(stuck, query.after(), limit + 1),
        found ->
            Page.of(
                found,
                limit,
                GroupView::toJson,
                group -> new Cursor(group.at().toEpochMilli(), group.run().id())));
  }

  private static Insight.Span span(String text) {
    return Arrays.stream(Insight.Span.values())
        .filter(span -> span.text().equals(text == null ? Insight.Span.HOUR.text() : text))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    400,
                    "bad-span",
                    "the parameter span is not valid",
                    "write one of "
                        + Arrays.stream(Insight.Span.values())
                            .map(Insight.Span::text)
                            .collect(Collectors.joining(", "))));
  }
}
