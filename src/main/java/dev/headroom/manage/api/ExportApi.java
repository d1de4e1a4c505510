package dev.headroom.manage.api;

import dev.headroom.manage.Answer;
import dev.headroom.manage.Query;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All removals of a span of time, as a file. */
public final class ExportApi implements Resource {

  private static final Logger LOG = LoggerFactory.getLogger(ExportApi.class);

  private final Store store;
  private final Clock clock;

  /**
   * Removals of that database.
   *
   * @param clock tells until when an export goes
   */
  public ExportApi(Store store, Clock clock) {
    this.store = Objects.requireNonNull(store, "store");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/export", this::export);
  }

  private void export(RoutingContext context) {
    Query query = new Query(context);
    Instant from = Optional.ofNullable(query.time("from")).orElse(Instant.EPOCH);
    Instant to = Optional.ofNullable(query.time("to")).orElseGet(clock::instant);
    ExportFormat asked = query.choice("format", ExportFormat.class);
    ExportFormat format = asked == null ? ExportFormat.NDJSON : asked;
    ExportStream stream = new ExportStream(store, from, to, format, context.response());
    if (context.request().method().equals(HttpMethod.HEAD)) {
      stream.describe();
      context.response().end().onFailure(ExportApi::gone);
    } else {
      stream.run().onFailure(failure -> brokenOff(context, failure));
    }
  }

  private static void brokenOff(RoutingContext context, Throwable failure) {
    if (context.response().closed()) {
      gone(failure);
    } else if (!context.response().headWritten()) {
      Answer.when(context, Future.failedFuture(failure), never -> new JsonObject());
    } else {
      // Part of it is sent: the reader must see that it is not all.
      LOG.warn("an export was broken off: {}", failure.toString());
      context.request().connection().close().onFailure(ExportApi::gone);
    }
  }

  private static void gone(Throwable failure) {
    LOG.debug("an export was not taken: {}", failure.toString());
  }
}
