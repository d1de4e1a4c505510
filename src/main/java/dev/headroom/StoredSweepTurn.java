package dev.headroom;

import dev.headroom.cluster.SweepTable;
import dev.headroom.store.Store;
import dev.headroom.sweep.SweepTurn;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * The turns of all nodes, kept in their database.
 *
 * @param node who asks
 */
record StoredSweepTurn(Store store, String node) implements SweepTurn {

  @Override
  public Future<Boolean> take(long sdkAppId, Duration every) {
    return store.write(session -> SweepTable.take(session, node, sdkAppId, every.toMillis()));
  }

  @Override
  public Future<Void> giveBack(long sdkAppId, boolean done) {
    return store.write(session -> SweepTable.giveBack(session, node, sdkAppId, done)).mapEmpty();
  }
}
