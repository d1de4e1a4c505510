package dev.headroom.ledger;

import dev.headroom.store.Meta;
import dev.headroom.store.Session;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what apps have left behind that no node has served for as long as the ledger is kept:
 * jobs nobody will claim, who waits to be brought back, runs that will not end, pauses, searches:
 * whatever room they belong to. When each app was served last is in the database: an app that comes
 * back before finds all as it was.
 */
public final class UnservedApps {

  private static final Logger LOG = LoggerFactory.getLogger(UnservedApps.class);
  private static final Duration EVERY = Duration.ofHours(1);

  /** Who serves an app notes it every hour: no silence shorter than that means anything. */
  private static final Duration SHORTEST = Duration.ofDays(1);

  private static final int STEP = 200;
  private static final String SERVED = "app ";

  /** Each takes the app and how many rows at most. */
  private static final List<String> DELETES =
      List.of(
          """
          DELETE FROM requests WHERE run IN
            (SELECT run FROM requests WHERE sdk_app_id = ? LIMIT ?)
          """,
          """
          DELETE FROM returnees WHERE (restore, sdk_app_id, group_id, account) IN
            (SELECT restore, sdk_app_id, group_id, account FROM returnees
             WHERE sdk_app_id = ? LIMIT ?)
          """,
          "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE sdk_app_id = ? LIMIT ?)",
          """
          DELETE FROM removals WHERE (run, batch, account) IN
            (SELECT run, batch, account FROM removals WHERE run IN
              (SELECT id FROM runs WHERE sdk_app_id = ? AND outcome IS NULL) LIMIT ?)
          """,
          """
          DELETE FROM batches WHERE (run, number) IN
            (SELECT run, number FROM batches WHERE run IN
              (SELECT id FROM runs WHERE sdk_app_id = ? AND outcome IS NULL) LIMIT ?)
          """,
          """
          DELETE FROM runs WHERE id IN
            (SELECT id FROM runs WHERE sdk_app_id = ? AND outcome IS NULL LIMIT ?)
          """,
          """
          DELETE FROM pauses WHERE (sdk_app_id, group_id) IN
            (SELECT sdk_app_id, group_id FROM pauses WHERE sdk_app_id = ? LIMIT ?)
          """,
          """
          DELETE FROM sweeps WHERE sdk_app_id IN
            (SELECT sdk_app_id FROM sweeps WHERE sdk_app_id = ? LIMIT ?)
          """);

  private static final List<String> TABLES =
      List.of("jobs", "requests", "returnees", "runs", "pauses", "sweeps");

  private final Vertx vertx;
  private final Store store;
  private final Collection<Long> served;
  private final long retentionMillis;
  private volatile boolean stopped;
  private long timer = -1;

  /**
   * Looks after that store.
   *
   * @param served the apps of this node
   */
  public UnservedApps(Vertx vertx, Store store, Collection<Long> served, Duration retention) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.store = Objects.requireNonNull(store, "store");
    this.served = List.copyOf(served);
    this.retentionMillis = Math.max(retention.toMillis(), SHORTEST.toMillis());
  }

  /** Looks now, and then every hour. */
  public Future<Void> start() {
    timer = vertx.setPeriodic(0, EVERY.toMillis(), id -> lookOrLog());
    return Future.succeededFuture();
  }

  /** Ends before the next step. */
  public Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void lookOrLog() {
    look()
        .onFailure(
            failure -> {
              if (!stopped) {
                LOG.warn(
                    "What apps have left behind could not be looked at, next try in an hour: {}",
                    failure.toString());
              }
            });
  }

  /** Completes when nothing is left of apps that are gone for good. */
  Future<Void> look() {
    return store
        .read(UnservedApps::known)
        .compose(known -> store.write(session -> note(session, known)))
        .compose(
            gone -> {
              Iterator<Long> left = gone.iterator();
              return Steps.whileMore(
                  () ->
                      left.hasNext()
                          ? remove(left.next()).map(removed -> left.hasNext())
                          : Future.succeededFuture(false));
            });
  }

  /** The apps that have rows: one short query each, however many rows. */
  private static SortedSet<Long> known(Session session) throws SQLException {
    SortedSet<Long> apps = new TreeSet<>();
    for (String table : TABLES) {
      long app = next(session, table, 0);
      while (app > 0) {
        apps.add(app);
        app = next(session, table, app);
      }
    }
    return apps;
  }

  private static long next(Session session, String table, long after) throws SQLException {
    return session.number(
        "SELECT MIN(sdk_app_id) FROM %s WHERE sdk_app_id > ?".formatted(table), after);
  }

  /**
   * Notes which apps are served now, and of others that were never noted that it was until now.
   *
   * @return those that are gone for good
   */
  private List<Long> note(Session session, Collection<Long> known) throws SQLException {
    String now = Long.toString(session.now());
    for (long app : new TreeSet<>(served)) {
      Meta.note(session, SERVED + app, now);
    }
    for (long app : known) {
      Meta.noteFirst(session, SERVED + app, now);
    }
    List<Long> gone = new ArrayList<>();
    for (long app : known) {
      if (isGone(session, app)) {
        gone.add(app);
      }
    }
    return gone;
  }

  /** Another node may have begun to serve it a moment ago. */
  private boolean isGone(Session session, long app) throws SQLException {
    long before = session.now() - retentionMillis;
    return Meta.find(session, SERVED + app)
        .filter(last -> Long.parseLong(last) < before)
        .isPresent();
  }

  private Future<Void> remove(long app) {
    Iterator<String> deletes = DELETES.iterator();
    AtomicInteger all = new AtomicInteger();
    return Steps.whileMore(
            () ->
                deletes.hasNext() && !stopped
                    ? removeAll(app, deletes.next(), all).map(done -> true)
                    : Future.succeededFuture(false))
        .onSuccess(
            done -> {
              if (all.get() > 0) {
                LOG.atInfo()
                    .addKeyValue("app", app)
                    .addKeyValue("rows", all)
                    .log("What an app has left behind was removed");
              }
            });
  }

  private Future<Void> removeAll(long app, String delete, AtomicInteger all) {
    return Steps.whileMore(
        () ->
            store
                .write(session -> isGone(session, app) ? session.update(delete, app, STEP) : 0)
                .map(
                    rows -> {
                      all.addAndGet(rows);
                      return rows == STEP && !stopped;
                    }));
  }
}
