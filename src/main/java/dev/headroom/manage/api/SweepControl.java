package dev.headroom.manage.api;

import dev.headroom.config.SweepSettings.Act;
import dev.headroom.jobs.PauseTable;
import dev.headroom.manage.Actor;
import dev.headroom.store.Store;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepStatus;
import dev.headroom.sweep.SweepStatus.State;
import dev.headroom.sweep.SweepTable;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The search for full groups, begun by hand. */
public record SweepControl(Sweep sweep, Store store, ServedApps apps, ComingRuns coming)
    implements Sweeps {

  @Override
  public Future<List<SweepStatus>> status() {
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
}
