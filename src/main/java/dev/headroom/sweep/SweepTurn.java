package dev.headroom.sweep;

import io.vertx.core.Future;
import java.time.Duration;

/** Whose turn it is to search: one of several processes that look after the same groups. */
public interface SweepTurn {

  /** Nobody else searches. */
  SweepTurn ALONE =
      new SweepTurn() {
        @Override
        public Future<Boolean> take(long sdkAppId, Duration every) {
          return Future.succeededFuture(true);
        }

        @Override
        public Future<Void> tell(SweepStatus status) {
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> giveBack(SweepStatus last) {
          return Future.succeededFuture();
        }
      };

  /**
   * Takes the search of an app, to keep it until it is given back or this process is gone.
   *
   * @param every how long after the last whole search it is due; zero = now
   * @return whether this process may search; completes on the caller's context
   */
  Future<Boolean> take(long sdkAppId, Duration every);

  /** Lets the others know how far the search has come that this process has taken. */
  Future<Void> tell(SweepStatus status);

  /**
   * The search is over.
   *
   * @param last how it ended
   */
  Future<Void> giveBack(SweepStatus last);
}
