package dev.headroom.sweep;

import dev.headroom.event.GroupKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * What is known of full groups, and where room for them is asked for. Futures complete on the
 * caller's context.
 */
public interface SweepBook {

  /** How a full group stands. */
  enum Standing {
    /** It never called, as far as is known. */
    UNKNOWN,
    /** It called before, and nothing is going to look at it. */
    CALLED,
    /** A run goes on, or will begin by itself, or its rest is not over. */
    LOOKED_AFTER
  }

  /**
   * How these groups of an app stand.
   *
   * @param groupIds at most as many as one look at groups tells
   */
  Future<Map<String, Standing>> standings(long sdkAppId, List<String> groupIds);

  /** Asks for room in a group; completes when the request is durable. */
  Future<Void> request(GroupKey key);
}
