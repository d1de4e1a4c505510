package dev.headroom.manage.api;

import dev.headroom.ledger.ActionLog;
import dev.headroom.ledger.GroupHistory;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the ledger can tell again of what has happened. */
public record FeedViews(Store store) implements FeedPast {

  @Override
  public Future<List<FeedEvent>> since(Instant from, int limit) {
    return store.read(
        session ->
            Stream.concat(
                    GroupHistory.ended(session, from.toEpochMilli(), limit).stream()
                        .map(run -> FeedEvent.run(run.toJson())),
                    actions(session, from, limit).stream())
                .sorted(Comparator.comparing(FeedEvent::at))
                .toList());
  }

  @Override
  public Future<List<FeedEvent>> actionsSince(Instant from, int limit) {
    return store.read(session -> actions(session, from, limit));
  }

  /** The oldest first. */
  private static List<FeedEvent> actions(Session session, Instant from, int limit)
      throws SQLException {
    return ActionLog.list(session, Long.MAX_VALUE, "", limit).stream()
        .filter(action -> !action.at().isBefore(from))
        .map(action -> FeedEvent.action(ActionViews.view(action)))
        .sorted(Comparator.comparing(FeedEvent::at))
        .toList();
  }
}
