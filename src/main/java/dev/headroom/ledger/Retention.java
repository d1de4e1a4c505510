package dev.headroom.ledger;

import dev.headroom.store.Session;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended runs that are older than the retention out of the ledger, with their batches and
 * removals, and old actions, in steps small enough not to keep callbacks waiting.
 *
 * <p>Works on one context; {@link #stop()} may be called from any thread.
 */
public final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final long EVERY_MILLIS = Duration.ofHours(1).toMillis();
  private static final int STEP_ROWS = 200;

  private final Vertx vertx;
  private final Context context;
  private final Store store;
  private final Duration retention;
  private final Supplier<Duration> protection;
  private Future<Void> sweep = Future.succeededFuture();
  private long timer = -1;
  private boolean closed;

  /**
   * Cleans that store.
   *
   * @param retention how long ended runs are kept; removals of the last 24 hours are kept anyway,
   *     for the limits count them
   * @param protection how long restores protect: they are kept at least that long
   */
  public Retention(Vertx vertx, Store store, Duration retention, Supplier<Duration> protection) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.store = Objects.requireNonNull(store, "store");
    this.retention = Objects.requireNonNull(retention, "retention");
    this.protection = Objects.requireNonNull(protection, "protection");
    context = vertx.getOrCreateContext();
  }

  /** Cleans now and then every hour. */
  public Future<Void> start() {
    context.runOnContext(ignored -> sweep());
    return Future.succeededFuture();
  }

  /** Ends after the step it is at. */
  public Future<Void> stop() {
    return Future.future(
        done ->
            context.runOnContext(
                ignored -> {
                  closed = true;
                  if (timer >= 0) {
                    vertx.cancelTimer(timer);
                  }
                  sweep.onComplete(end -> done.complete());
                }));
  }

  private void sweep() {
    if (closed) {
      return;
    }
    timer = -1;
    sweep =
        steps()
            .otherwise(
                failure -> {
                  LOG.warn("old runs could not be deleted, next try in an hour", failure);
                  return null;
                })
            .onComplete(
                end -> {
                  if (!closed) {
                    timer = vertx.setTimer(EVERY_MILLIS, ignored -> sweep());
                  }
                });
  }

  private Future<Void> steps() {
    return Steps.whileMore(
        () ->
            store
                .write(
                    session -> {
                      int rows = step(session, retention, STEP_ROWS);
                      return rows > 0 ? rows : expireRestores(session);
                    })
                .map(rows -> rows > 0 && !closed));
  }

  private int expireRestores(Session session) throws SQLException {
    Duration longest = protection.get();
    Duration kept = longest.compareTo(retention) > 0 ? longest : retention;
    return RestoreTable.expire(session, session.now() - kept.toMillis(), STEP_ROWS);
  }

  /**
   * Deletes some of what is too old, by the database's clock.
   *
   * @param limit about how many rows
   * @return how many rows went; 0 = nothing is too old
   */
  static int step(Session session, Duration retention, int limit) throws SQLException {
    session.lock("retention");
    long now = session.now();
    List<String> expired =
        session.texts(
            """
            SELECT id FROM runs WHERE last_at < ? AND outcome IS NOT NULL AND NOT EXISTS
              (SELECT 1 FROM batches WHERE run = id AND intended_at > ?)
            ORDER BY last_at LIMIT ?
            """,
            now - retention.toMillis(),
            now - Ledger.DAY_MILLIS,
            limit);
    int rows = ActionLog.forget(session, now - retention.toMillis(), limit);
    return rows < limit && !expired.isEmpty()
        ? rows + deleteSome(session, expired, limit - rows)
        : rows;
  }

  /** The runs themselves go last, so that what is left of them is found again. */
  private static int deleteSome(Session session, List<String> runs, int limit) throws SQLException {
    String places = Session.times(runs.size(), "?");
    List<Object> some = new ArrayList<>(runs);
    some.add(limit);
    int rows =
        session.update(
            """
            DELETE FROM removals WHERE (run, batch, account) IN
              (SELECT run, batch, account FROM removals WHERE run IN (%s) LIMIT ?)
            """
                .formatted(places),
            some.toArray());
    if (rows < limit) {
      Object[] all = runs.toArray();
      rows += session.update("DELETE FROM batches WHERE run IN (%s)".formatted(places), all);
      rows += session.update("DELETE FROM runs WHERE id IN (%s)".formatted(places), all);
    }
    return rows;
  }
}
