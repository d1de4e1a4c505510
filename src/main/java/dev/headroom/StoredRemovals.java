package dev.headroom;

import dev.headroom.ledger.RemovalPages;
import dev.headroom.manage.Removals;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** The removals of the ledger for the management port. */
record StoredRemovals(Store store) implements Removals {

  @Override
  public Future<Step> next(Instant from, Instant to, Position after) {
    RemovalPages.Position position =
        after == null ? null : new RemovalPages.Position(after.at(), after.run(), after.batch());
    return store.read(session -> RemovalPages.next(session, from, to, position)).map(this::step);
  }

  private Step step(RemovalPages.Page page) {
    List<Row> rows =
        page.rows().stream()
            .map(
                row ->
                    new Row(
                        row.at(), row.run(), row.key(), row.type(), row.removal(), row.restored()))
            .toList();
    RemovalPages.Position next = page.next();
    return new Step(rows, next == null ? null : new Position(next.at(), next.run(), next.batch()));
  }
}
