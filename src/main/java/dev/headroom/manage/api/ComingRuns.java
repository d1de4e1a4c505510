package dev.headroom.manage.api;

import dev.headroom.config.PruneSettings;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.jobs.Request;
import dev.headroom.jobs.RequestTable;
import dev.headroom.jobs.RunId;
import dev.headroom.ledger.Ledger;
import dev.headroom.ledger.Taken;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Json;
import dev.headroom.prune.Bounds;
import dev.headroom.prune.DayLimits;
import dev.headroom.prune.Planner;
import dev.headroom.store.Session;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Runs that are to come: how somebody asks for one, and what answers say of the bounds by which
 * they will go.
 */
public final class ComingRuns {

  /** An answer does not wait longer for Chat: what was asked for is durable by then. */
  private static final long PATIENCE_SECONDS = 2;

  private final Planner planner;
  private final Supplier<PruneSettings> settings;
  private final ServedApps apps;
  private final Clock clock;

  /**
   * What the database says of a group.
   *
   * @param pauses that hold for it
   * @param taken of its limits of 24 hours
   */
  record Stored(List<Pause> pauses, Taken taken) {}

  /**
   * A run that somebody has asked for, durably.
   *
   * @param run its id
   * @param enforce whether it was asked to enforce
   * @param stored what the database said before
   */
  record Asked(String run, GroupKey key, boolean enforce, Stored stored) {}

  /**
   * Runs of those apps.
   *
   * @param settings as they are now
   */
  public ComingRuns(
      Planner planner, Supplier<PruneSettings> settings, ServedApps apps, Clock clock) {
    this.planner = Objects.requireNonNull(planner, "planner");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.apps = Objects.requireNonNull(apps, "apps");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** To be read in the transaction that asks for a run: afterwards it is that run's doing. */
  static Stored stored(Session session, GroupKey key) throws SQLException {
    return new Stored(PauseTable.of(session, key), Ledger.taken(session, key));
  }

  /**
   * Asks for a run.
   *
   * @param enforce whether it enforces whatever the mode is
   * @param released the braked run whose people may go and nobody else, or null
   */
  static Asked ask(Session session, GroupKey key, boolean enforce, String released, Actor by)
      throws SQLException {
    Stored stored = stored(session, key);
    long now = session.now();
    String run = RunId.next(now);
    RequestTable.ask(
        session, new Request(run, key, enforce, released, by.name(), Instant.ofEpochMilli(now)));
    return new Asked(run, key, enforce, stored);
  }

  /** What whoever asked is told. */
  Future<JsonObject> told(Asked asked) {
    return bounds(asked.key(), asked.enforce(), asked.stored())
        .map(bounds -> new JsonObject().put("id", asked.run()).mergeIn(bounds));
  }

  /**
   * Bounds of the next run of a group. Never fails: what Chat does not say in time stays open.
   *
   * @param enforce whether that run was asked to enforce
   */
  Future<JsonObject> bounds(GroupKey key, boolean enforce, Stored stored) {
    Future<Bounds> bounds =
        apps.named(null).contains(key.sdkAppId())
            ? Future.succeededFuture().compose(go -> planner.bounds(key, enforce))
            : Future.failedFuture("not served");
    return bounds
        .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .map(known -> json(known, stored))
        .otherwise(unknown -> json(null, stored.pauses(), null, null));
  }

  /** The same for bounds that are known. */
  static JsonObject json(Bounds bounds, Stored stored) {
    DayLimits limits = bounds.limits();
    JsonObject left =
        limits == null
            ? null
            : new JsonObject()
                .put("group", left(limits.leftInGroup(stored.taken())))
                .put("app", left(limits.leftInApp(stored.taken())));
    return json(bounds.mode(), stored.pauses(), bounds.enforceFrom(), left);
  }

  /** How many may still go today, or null where there is no limit. */
  private static Integer left(int left) {
    return left == DayLimits.NONE ? null : Integer.valueOf(left);
  }

  /**
   * What no run of an app goes beyond, and the pauses that hold for it or for groups of it.
   *
   * @param sdkAppId the app, or null for all of them
   * @param pauses all there are
   */
  JsonObject boundsOfAll(Long sdkAppId, List<Pause> pauses) {
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
    return json(mode, theirs, mode == Mode.ENFORCE ? null : from, null);
  }

  /**
   * How far a run may go, and what stands against it.
   *
   * @param mode the mode that will hold, or null where Chat did not say what it depends on
   * @param paused the pauses that hold, the widest first: nothing begins before they end
   * @param enforceFrom until then what would be pruned otherwise is only observed, or null
   * @param dailyLimit how many may still go today; null for more than one group, or for one that
   *     Chat did not tell of
   */
  private static JsonObject json(
      Mode mode, List<Pause> paused, Instant enforceFrom, JsonObject dailyLimit) {
    return new JsonObject()
        .put("mode", Json.name(mode))
        .put("paused", Json.list(paused, PausesApi::json))
        .put("enforceFrom", Json.time(enforceFrom))
        .put("dailyLimit", dailyLimit);
  }
}
