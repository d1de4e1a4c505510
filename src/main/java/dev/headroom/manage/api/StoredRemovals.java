package dev.headroom.manage.api;

import dev.headroom.ledger.RemovalPages;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The removals of the ledger for the management port. */
public record StoredRemovals(Store store) implements Removals {

  @Override
  public Future<Void> each(Instant from, Instant to, Function<List<Row>, Future<Void>> taker) {
    AtomicReference<RemovalPages.Position> after = new AtomicReference<>();
    return Steps.whileMore(
        () ->
            store
                .read(session -> RemovalPages.next(session, from, to, after.get()))
                .compose(
                    page -> {
                      after.set(page.next());
                      return taker.apply(rows(page)).map(taken -> page.next() != null);
                    }));
  }

  private static List<Row> rows(RemovalPages.Page page) {
    return page.rows().stream()
        .map(
            row ->
                new Row(row.at(), row.run(), row.key(), row.type(), row.removal(), row.restored()))
        .toList();
  }
}
