package dev.headroom.sweep;

import dev.headroom.chat.ChatApi;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.SweepSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.store.CallerContext;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Finds full groups whose callback was lost: at the start, some time after a callback had to be
 * refused, and every now and then. Each app is searched by itself, so that none waits for another.
 *
 * <p>Works on one context; its methods may be called from any thread.
 */
public final class Sweep {

  private static final long TICK_MILLIS = 1_000;

  private final Vertx vertx;
  private final Context context;
  private final Map<Long, AppSweep> apps = new TreeMap<>();
  private volatile long timer = -1;

  /**
   * A sweep that has not begun. The context it is made on becomes its own.
   *
   * @param chat by sdkAppId; should be limited to the sweep's share of the call budget
   * @param turn which of several processes searches
   * @param settings as they are now
   * @param policies as they are now: groups that are switched off are not looked at
   * @param clock dates the status
   */
  public Sweep(
      Vertx vertx,
      Map<Long, ? extends ChatApi> chat,
      SweepBook book,
      SweepTurn turn,
      Supplier<SweepSettings> settings,
      Supplier<PruneSettings> policies,
      Clock clock,
      MeterRegistry meters) {
    this(vertx, chat, book, turn, settings, policies, clock, System::nanoTime, meters);
  }

  Sweep(
      Vertx vertx,
      Map<Long, ? extends ChatApi> chat,
      SweepBook book,
      SweepTurn turn,
      Supplier<SweepSettings> settings,
      Supplier<PruneSettings> policies,
      Clock clock,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.vertx = vertx;
    context = vertx.getOrCreateContext();
    chat.forEach(
        (app, api) ->
            apps.put(
                app,
                new AppSweep(app, api, book, turn, settings, policies, clock, nanoTime, meters)));
  }

  /** Begins the first search at once. */
  public Future<Void> start() {
    context.runOnContext(
        go -> {
          timer = vertx.setPeriodic(TICK_MILLIS, id -> tick());
          tick();
        });
    return Future.succeededFuture();
  }

  /** A callback was answered 503: perhaps nobody else knows of that group. Quick. */
  public void refused(GroupKey key) {
    AppSweep app = apps.get(key.sdkAppId());
    if (app != null && !key.isTopic()) {
      app.refused(key.groupId());
    }
  }

  /**
   * Begins a search now, whether one is due or not, of each app that none is under way for and that
   * is not switched off.
   *
   * @param sdkAppId only of this app, or null
   * @param act what becomes of full groups, or null for what is configured
   * @return how many began, on the caller's context
   */
  public Future<Integer> begin(Long sdkAppId, SweepSettings.Act act) {
    Promise<Integer> begun = CallerContext.of(vertx).promise();
    context.runOnContext(
        go -> {
          List<Future<Boolean>> each =
              apps.entrySet().stream()
                  .filter(app -> sdkAppId == null || sdkAppId.equals(app.getKey()))
                  .map(app -> app.getValue().beginNow(act))
                  .toList();
          Future.join(each)
              .map(all -> (int) each.stream().filter(Future::result).count())
              .onComplete(begun);
        });
    return begun.future();
  }

  /** How far the search of each app has come in this process. */
  public List<SweepStatus> status() {
    return apps.values().stream().map(AppSweep::status).toList();
  }

  /** Ends before the next call. */
  public Future<Void> stop() {
    apps.values().forEach(AppSweep::stop);
    context.runOnContext(go -> vertx.cancelTimer(timer));
    return Future.succeededFuture();
  }

  void tick() {
    apps.values().forEach(AppSweep::tick);
  }
}
