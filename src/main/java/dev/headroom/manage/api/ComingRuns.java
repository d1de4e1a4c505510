package dev.headroom.manage.api;

import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Taken;
import dev.headroom.prune.Bounds;
import dev.headroom.prune.DayLimits;
import dev.headroom.prune.Planner;
import dev.headroom.store.Session;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What answers say of runs that are to come: the bounds by which these runs will go. */
public record ComingRuns(
    Planner planner, Supplier<PruneSettings> settings, ServedApps apps, Clock clock) {

  /** An answer does not wait longer for Chat: what was asked for is durable by then. */
  private static final long PATIENCE_SECONDS = 2;

  /**
   * What the database says of a group.
   *
   * @param pauses that hold for it
   * @param taken of its limits of 24 hours
   */
  record Stored(List<Pause> pauses, Taken taken) {}

  /** To be read in the transaction that asks for a run: afterwards it is that run's doing. */
  static Stored stored(Session session, GroupKey key) throws SQLException {
    return new Stored(PauseTable.of(session, key), Ledger.taken(session, key));
  }

  /**
   * Bounds of the next run of a group. Never fails: what Chat does not say in time stays open.
   *
   * @param enforce whether that run was asked to enforce
   */
  Future<BoundsView> of(GroupKey key, boolean enforce, Stored stored) {
    Future<Bounds> bounds =
        apps.named(null).contains(key.sdkAppId())
            ? Future.succeededFuture().compose(go -> planner.bounds(key, enforce))
            : Future.failedFuture("not served");
    return bounds
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .map(known -> view(known, stored))
        .otherwise(unknown -> new BoundsView(null, views(stored.pauses()), null));
  }

  /** The same for bounds that are known. */
  static BoundsView view(Bounds bounds, Stored stored) {
    DayLimits limits = bounds.limits();
    List<PauseView> pauses = views(stored.pauses());
    return limits == null
        ? new BoundsView(bounds.mode(), pauses, bounds.enforceFrom())
        : new BoundsView(
            bounds.mode(),
            pauses,
            bounds.enforceFrom(),
            left(limits.leftInGroup(stored.taken())),
            left(limits.leftInApp(stored.taken())),
            true);
  }

  private static Integer left(int left) {
    return left == DayLimits.NONE ? null : Integer.valueOf(left);
  }

  /**
   * What no run of an app goes beyond, and the pauses that hold for it or for groups of it.
   *
   * @param sdkAppId the app, or null for all of them
   * @param pauses all there are
   */
  BoundsView ofScope(Long sdkAppId, List<Pause> pauses) {
    Collection<Long> sdkAppIds = apps.named(sdkAppId);
    PruneSettings now = settings.get();
    Instant moment = clock.instant();
    Mode mode =
        sdkAppIds.stream()
            .map(app -> now.strongestMode(app, moment))
            .max(Mode::compareTo)
            .orElse(Mode.OFF);
    Instant from =
        sdkAppIds.stream()
            .flatMap(app -> now.enforcesNext(app, moment).stream())
            .min(Instant::compareTo)
            .orElse(null);
    List<Pause> theirs =
        pauses.stream()
            .filter(
                pause -> pause.sdkAppId() == Pause.ALL_APPS || sdkAppIds.contains(pause.sdkAppId()))
            .toList();
    return new BoundsView(mode, views(theirs), mode == Mode.ENFORCE ? null : from);
  }

  private static List<PauseView> views(List<Pause> pauses) {
    return pauses.stream().map(StoredPauses::view).toList();
  }
}
