package dev.headroom.manage.api;

import dev.headroom.config.SweepSettings.Act;
import dev.headroom.jobs.PauseTable;
import dev.headroom.manage.Actor;
import dev.headroom.store.Store;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepStatus;
import dev.headroom.sweep.SweepTable;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The search for full groups, begun by hand. */
public record SweepControl(Sweep sweep, Store store, ServedApps apps, ComingRuns coming)
    implements Sweeps {

  private static final String NODE_GONE = "the node that searched is gone";

  @Override
  public Future<List<SweepView>> status() {
    List<SweepView> own = sweep.status().stream().map(SweepControl::view).toList();
    return store.isShared()
        ? store.read(SweepTable::told).map(told -> merged(own, told))
        : Future.succeededFuture(own);
  }

  /** A search of this node is known best here; of all others the tables know. */
  private static List<SweepView> merged(List<SweepView> own, List<SweepTable.Told> told) {
    Map<Long, SweepView> others =
        told.stream()
            .map(SweepControl::view)
            .collect(Collectors.toMap(SweepView::sdkAppId, each -> each));
    return own.stream()
        .map(view -> view.isRunning() ? view : others.getOrDefault(view.sdkAppId(), view))
        .toList();
  }

  private static SweepView view(SweepTable.Told told) {
    JsonObject status = new JsonObject(told.status());
    SweepView view = SweepView.of(status);
    return view.isRunning() && !told.isSearching()
        ? SweepView.of(status.put("state", "failed").put("failure", NODE_GONE))
        : view;
  }

  @Override
  public Future<Begun> start(Long sdkAppId, Act act, Actor by) {
    return apps.ifServed(sdkAppId, () -> begin(sdkAppId, act, by));
  }

  private Future<Begun> begin(Long sdkAppId, Act act, Actor by) {
    String target = act == null ? null : act.name().toLowerCase(Locale.ROOT);
    return store
        .write(
            session -> {
              new Doing(by, "sweep", sdkAppId, null, target, null).write(session);
              return coming.ofScope(sdkAppId, PauseTable.list(session));
            })
        .compose(bounds -> sweep.begin(sdkAppId, act).map(started -> new Begun(started, bounds)));
  }

  public static SweepView view(SweepStatus status) {
    return new SweepView(
        status.sdkAppId(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.startedAt(),
        status.finishedAt(),
        status.groups(),
        status.full(),
        status.asked(),
        status.lookedAfter(),
        status.unknown(),
        status.unread(),
        status.failure(),
        status.findings().stream().map(SweepControl::finding).toList());
  }

  private static SweepView.Finding finding(SweepStatus.Finding found) {
    return new SweepView.Finding(
        found.groupId(), found.type(), found.memberNum(), found.maxMemberNum(), found.called());
  }
}
