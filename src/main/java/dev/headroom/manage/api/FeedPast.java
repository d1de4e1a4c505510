package dev.headroom.manage.api;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** What has happened and can be told again. Futures complete on the caller's context. */
public interface FeedPast {

  /**
   * Runs that ended, and what people did, the oldest first.
   *
   * @param from not before then
   * @param limit most events; of more than that the newest are told
   */
  Future<List<FeedEvent>> since(Instant from, int limit);

  /** Like {@link #since}, but only what people did. */
  Future<List<FeedEvent>> actionsSince(Instant from, int limit);
}
