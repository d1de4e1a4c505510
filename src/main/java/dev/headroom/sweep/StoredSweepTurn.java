package dev.headroom.sweep;

import dev.headroom.store.Store;
import dev.headroom.sweep.SweepStatus.State;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** The turns of all nodes, kept in their database. */
public final class StoredSweepTurn implements SweepTurn {

  private final Store store;
  private final String node;

  /**
   * Turns of that node.
   *
   * @param node who asks
   */
  public StoredSweepTurn(Store store, String node) {
    this.store = store;
    this.node = node;
  }

  @Override
  public Future<Boolean> take(long sdkAppId, Duration every) {
    return store.write(session -> SweepTable.take(session, node, sdkAppId, every.toMillis()));
  }

  /** What is found is many words, and told at the end. */
  @Override
  public Future<Void> tell(SweepStatus status) {
    JsonObject counts = SweepJson.of(status, 0);
    String words = counts.encode();
    return store
        .write(session -> SweepTable.tell(session, node, status.sdkAppId(), words))
        .mapEmpty();
  }

  @Override
  public Future<Void> giveBack(SweepStatus last) {
    String words = SweepJson.of(last).encode();
    boolean done = last.state() == State.DONE;
    return store
        .write(
            session ->
                SweepTable.tell(session, node, last.sdkAppId(), words)
                    && SweepTable.giveBack(session, node, last.sdkAppId(), done))
        .mapEmpty();
  }
}
