package dev.headroom.manage.api;

import dev.headroom.config.SweepSettings.Act;
import dev.headroom.jobs.PauseTable;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Body;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Json;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Store;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepJson;
import dev.headroom.sweep.SweepStatus;
import dev.headroom.sweep.SweepStatus.State;
import dev.headroom.sweep.SweepTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The search for full groups whose callback was lost, whichever node makes it. */
public final class SweepApi implements Resource {

  private static final Map<String, Act> ACTS =
      Map.of("known", Act.KNOWN, "all", Act.ALL, "report", Act.REPORT);

  private final Sweep sweep;
  private final Store store;
  private final ServedApps apps;
  private final ComingRuns coming;

  public SweepApi(Sweep sweep, Store store, ServedApps apps, ComingRuns coming) {
    this.sweep = Objects.requireNonNull(sweep, "sweep");
    this.store = Objects.requireNonNull(store, "store");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.coming = Objects.requireNonNull(coming, "coming");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.getAndPost(router, "/api/sweep", this::show, this::begin);
  }

  private void show(RoutingContext context) {
    Answer.when(
        context, status(), each -> new JsonObject().put("items", Json.list(each, SweepJson::of)));
  }

  /** How far the search of each app has come, or how the last one ended. */
  Future<List<SweepStatus>> status() {
    List<SweepStatus> own = sweep.status();
    return store.isShared()
        ? store.read(SweepTable::told).map(told -> merged(own, told))
        : Future.succeededFuture(own);
  }

  /** A search of this node is known best here; of all others the tables know. */
  private static List<SweepStatus> merged(List<SweepStatus> own, List<SweepStatus> told) {
    Map<Long, SweepStatus> others =
        told.stream().collect(Collectors.toMap(SweepStatus::sdkAppId, each -> each));
    return own.stream()
        .map(
            status ->
                status.state() == State.RUNNING
                    ? status
                    : others.getOrDefault(status.sdkAppId(), status))
        .toList();
  }

  /** Begins a search now, of each app that none is under way for. */
  private void begin(RoutingContext context) {
    Body body = new Body(context, "sdkAppId", "act");
    Long sdkAppId = body.app();
    Act act = body.choice("act", ACTS);
    Actor by = Guard.actor(context);
    Answer.when(context, 202, apps.ifServed(sdkAppId, () -> begin(sdkAppId, act, by)));
  }

  private Future<JsonObject> begin(Long sdkAppId, Act act, Actor by) {
    String target = act == null ? null : act.name().toLowerCase(Locale.ROOT);
    return store
        .write(
            session -> {
              ActionsApi.record(session, by, "sweep", sdkAppId, null, target, null);
              return coming.boundsOfAll(sdkAppId, PauseTable.list(session));
            })
        .compose(
            bounds ->
                sweep
                    .begin(sdkAppId, act)
                    .map(started -> new JsonObject().put("started", started).mergeIn(bounds)));
  }
}
