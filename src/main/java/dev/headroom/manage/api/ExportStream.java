package dev.headroom.manage.api;

import dev.headroom.ledger.RemovalPages;
import dev.headroom.manage.Json;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Writes removals to a response as it takes them: the next are read when the last are on their way,
 * so a slow reader holds nothing in memory and no transaction open.
 */
final class ExportStream {

  private final Store store;
  private final Instant from;
  private final Instant to;
  private final ExportFormat format;
  private final HttpServerResponse response;
  private boolean begun;

  ExportStream(
      Store store, Instant from, Instant to, ExportFormat format, HttpServerResponse response) {
    this.store = store;
    this.from = from;
    this.to = to;
    this.format = format;
    this.response = response;
  }

  /** Completes when everything is written; fails when the reader has gone, or the store has. */
  Future<Void> run() {
    return each(store, from, to, this::take).compose(all -> response.end());
  }

  /**
   * Hands over the removals of a span of time, a few at a time, in the order they were made. Each
   * read is short.
   *
   * @param to the end; not part of it
   * @param taker takes some, or none; the next are read when what it returns has completed
   * @return completes when all are taken; fails when they cannot be read, or as the taker does
   */
  static Future<Void> each(
      Store store, Instant from, Instant to, Function<List<RemovalPages.Row>, Future<Void>> taker) {
    AtomicReference<RemovalPages.Position> after = new AtomicReference<>();
    return Steps.whileMore(
        () ->
            store
                .read(session -> RemovalPages.next(session, from, to, after.get()))
                .compose(
                    page -> {
                      after.set(page.next());
                      return taker.apply(page.rows()).map(taken -> page.next() != null);
                    }));
  }

  /** What comes before the body; to be called once it is known that there is an answer. */
  void describe() {
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType())
        .putHeader(
            "Content-Disposition",
            "attachment; filename=\"headroom-removals." + format.wire() + '"');
  }

  private Future<Void> take(List<RemovalPages.Row> rows) {
    StringBuilder lines = new StringBuilder();
    if (!begun) {
      begun = true;
      describe();
      lines.append(format.head());
    }
    rows.forEach(row -> lines.append(format.line(json(row))));
    return lines.isEmpty()
        ? Future.succeededFuture()
        : response.write(Buffer.buffer(lines.toString()));
  }

  private static JsonObject json(RemovalPages.Row row) {
    return new JsonObject()
        .put("at", Json.time(row.at()))
        .put("run", row.run())
        .put("sdkAppId", row.key().sdkAppId())
        .put("groupId", row.key().groupId())
        .put("type", row.type())
        .put("account", row.removal().account())
        .put("reason", row.removal().reason().wire())
        .put("joinTime", Json.time(row.removal().joinTime()))
        .put("lastActivity", Json.time(row.removal().lastActivity()))
        .put("evidence", row.removal().evidence())
        .put("restored", Json.name(row.restored()));
  }
}
