package dev.headroom;

import dev.headroom.ledger.GroupHistory;
import dev.headroom.manage.FeedEvent;
import dev.headroom.manage.FeedPast;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** What the ledger can tell again of what has happened. */
record FeedViews(Store store) implements FeedPast {

  @Override
  public Future<List<FeedEvent>> since(Instant from, int limit) {
    return store.read(
        session ->
            GroupHistory.ended(session, from.toEpochMilli(), limit).stream()
                .map(run -> FeedEvent.run(run.toJson()))
                .toList());
  }

  @Override
  public Future<List<FeedEvent>> actionsSince(Instant from, int limit) {
    return Future.succeededFuture(List.of());
  }
}
