package dev.headroom;

import dev.headroom.config.SweepSettings.Act;
import dev.headroom.manage.Actor;
import dev.headroom.manage.SweepView;
import dev.headroom.manage.Sweeps;
import dev.headroom.store.Store;
import dev.headroom.sweep.Sweep;
import dev.headroom.sweep.SweepStatus;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;

/** The search for full groups, begun by hand. */
record SweepControl(Sweep sweep, Store store, ServedApps apps) implements Sweeps {

  @Override
  public List<SweepView> status() {
    return sweep.status().stream().map(SweepControl::view).toList();
  }

  @Override
  public Future<Integer> start(Long sdkAppId, Act act, Actor by) {
    return apps.ifServed(sdkAppId, () -> begin(sdkAppId, act, by));
  }

  private Future<Integer> begin(Long sdkAppId, Act act, Actor by) {
    String target = act == null ? null : act.name().toLowerCase(Locale.ROOT);
    return store
        .write(
            session -> {
              new Doing(by, "sweep", sdkAppId, null, target, null).write(session);
              return null;
            })
        .compose(written -> sweep.begin(sdkAppId, act));
  }

  private static SweepView view(SweepStatus status) {
    return new SweepView(
        status.sdkAppId(),
        status.state().name().toLowerCase(Locale.ROOT),
        status.startedAt(),
        status.finishedAt(),
        status.groups(),
        status.full(),
        status.asked(),
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
