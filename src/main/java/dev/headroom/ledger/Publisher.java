package dev.headroom.ledger;

import dev.headroom.event.Addresses;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the bus of ended runs, at least once each, from the ledger: a run is marked after its
 * message has gone out, so a process that dies in between tells it again.
 *
 * <p>Works on one context; {@link #wake()} and {@link #stop()} may be called from any thread.
 */
public final class Publisher {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final int PAGE = 50;
  private static final long AGAIN_MILLIS = 5_000;

  /** Another node tells what this one has taken and not told by then. */
  private static final long OURS_MILLIS = 10_000;

  private final Vertx vertx;
  private final EventBus bus;
  private final Context context;
  private final Store store;
  private Future<Void> round = Future.succeededFuture();
  private boolean running;
  private boolean woken;
  private boolean closed;
  private long timer = -1;

  /** Publishes from that store; nothing happens before {@link #start()}. */
  public Publisher(Vertx vertx, Store store) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.store = Objects.requireNonNull(store, "store");
    bus = vertx.eventBus();
    context = vertx.getOrCreateContext();
  }

  /** The clock was set back: what a node that is gone has taken to tell is free at once. */
  public static void setBack(Session session, long nowMillis) throws SQLException {
    session.update(
        "UPDATE runs SET telling_until = NULL WHERE published < revision AND telling_until > ?",
        nowMillis + OURS_MILLIS);
  }

  /** Begins with what an earlier process has left untold. */
  public Future<Void> start() {
    wake();
    return Future.succeededFuture();
  }

  /** Looks for runs to tell of, soon: to be called after each commit that ended a run. */
  public void wake() {
    context.runOnContext(
        ignored -> {
          woken = true;
          work();
        });
  }

  /** Ends after the page it is at. What is not told by then, the next start tells. */
  public Future<Void> stop() {
    return Future.future(
        done ->
            context.runOnContext(
                ignored -> {
                  closed = true;
                  cancelTimer();
                  round.onComplete(end -> done.complete());
                }));
  }

  private void work() {
    if (running || closed || !woken) {
      return;
    }
    woken = false;
    running = true;
    cancelTimer();
    round =
        waiting()
            .compose(this::tell)
            .transform(
                result -> {
                  context.runOnContext(ignored -> ended(result.failed(), result.cause()));
                  return Future.succeededFuture();
                });
  }

  private Future<List<Outbox.Waiting>> waiting() {
    return store.isShared()
        ? store.write(session -> Outbox.claim(session, PAGE, OURS_MILLIS))
        : store.read(session -> Outbox.waiting(session, PAGE));
  }

  private Future<Void> tell(List<Outbox.Waiting> waiting) {
    if (waiting.isEmpty()) {
      return Future.succeededFuture();
    }
    woken = woken || waiting.size() == PAGE;
    for (Outbox.Waiting one : waiting) {
      JsonObject body = one.message().toJson();
      bus.publish(Addresses.GROUP_PRUNED, body);
      bus.send(Addresses.GROUP_PRUNED_ONCE, body);
    }
    return store.write(
        session -> {
          Outbox.mark(session, waiting);
          return null;
        });
  }

  private void ended(boolean failed, Throwable cause) {
    running = false;
    if (!failed) {
      work();
      lookLater();
    } else if (!closed) {
      LOG.warn("ended runs could not be told on the bus, next try in {} ms", AGAIN_MILLIS, cause);
      timer = vertx.setTimer(AGAIN_MILLIS, ignored -> wakeByTimer());
    }
  }

  /** For what another node has left untold. */
  private void lookLater() {
    if (store.isShared() && !running && !closed && timer < 0) {
      timer = vertx.setTimer(OURS_MILLIS, ignored -> wakeByTimer());
    }
  }

  private void wakeByTimer() {
    timer = -1;
    wake();
  }

  private void cancelTimer() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }
}
