package dev.headroom.manage.api;

import dev.headroom.callback.CallbackRecord;
import dev.headroom.cluster.Nodes;
import dev.headroom.config.AppSettings;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.Settings;
import dev.headroom.config.Version;
import dev.headroom.event.Mode;
import dev.headroom.jobs.JobQueries;
import dev.headroom.jobs.JobState;
import dev.headroom.jobs.Pause;
import dev.headroom.jobs.PauseTable;
import dev.headroom.ledger.GroupHistory;
import dev.headroom.manage.Actor;
import dev.headroom.manage.Answer;
import dev.headroom.manage.Guard;
import dev.headroom.manage.Json;
import dev.headroom.manage.Resource;
import dev.headroom.manage.RouteMethods;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.sweep.SweepJson;
import dev.headroom.sweep.SweepStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;

/** How things stand: from the callback port, the database, the meters and the settings. */
public final class StatsApi implements Resource {

  private static final Duration DAY = Duration.ofDays(1);

  /** All that a search found is told elsewhere. */
  private static final int MOST_FINDINGS = 20;

  /** Calls a second of one API unless Tencent was asked for more [1047/34419]. */
  private static final long USUAL_LIMIT = 200;

  /** The list of all groups may be asked for once a second [1047/34960]. */
  private static final Map<String, Long> LOWER_LIMITS = Map.of("get_appid_group_list", 1L);

  private final Store store;
  private final Supplier<CallbackRecord.Report> callbacks;
  private final Supplier<Settings> settings;
  private final MeterRegistry meters;
  private final MinuteCounts minutes;
  private final SweepApi sweeps;
  private final Clock clock;
  private final String node;

  /** What the database says; the oldest due job is null where none is due. */
  private record Stored(
      Map<JobState, Long> jobs,
      Instant oldestDueAt,
      GroupHistory.Sums day,
      List<Pause> paused,
      List<Nodes.Present> nodes) {}

  /**
   * How things stand on a node.
   *
   * @param callbacks what the callback port has seen
   * @param settings as they are now
   * @param node name of the node
   */
  public StatsApi(
      Store store,
      Supplier<CallbackRecord.Report> callbacks,
      Supplier<Settings> settings,
      MeterRegistry meters,
      MinuteCounts minutes,
      SweepApi sweeps,
      Clock clock,
      String node) {
    this.store = Objects.requireNonNull(store, "store");
    this.callbacks = Objects.requireNonNull(callbacks, "callbacks");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.meters = Objects.requireNonNull(meters, "meters");
    this.minutes = Objects.requireNonNull(minutes, "minutes");
    this.sweeps = Objects.requireNonNull(sweeps, "sweeps");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.node = Objects.requireNonNull(node, "node");
  }

  @Override
  public void mount(Router router) {
    RouteMethods.get(router, "/api/stats", this::stats);
  }

  private void stats(RoutingContext context) {
    Actor you = Guard.actor(context);
    Answer.when(
        context,
        200,
        store
            .read(this::stored)
            .compose(stored -> sweeps.status().map(searches -> json(stored, searches)))
            .map(json -> json.put("you", json(you))));
  }

  private Stored stored(Session session) throws SQLException {
    long now = session.now();
    long oldest = 0;
    for (AppSettings app : settings.get().apps()) {
      oldest = Math.max(oldest, JobQueries.oldestDueMillis(session, app.sdkAppId()));
    }
    return new Stored(
        JobQueries.counts(session),
        oldest == 0 ? null : Instant.ofEpochMilli(now - oldest),
        GroupHistory.sums(session, now - DAY.toMillis()),
        PauseTable.list(session),
        Nodes.present(session));
  }

  private JsonObject json(Stored stored, List<SweepStatus> searches) {
    minutes.look();
    Instant now = clock.instant();
    PolicySettings base = settings.get().prune().base();
    CallbackRecord.Report seen = callbacks.get();
    return CallbackJson.of(seen)
        .put("version", Version.current())
        .put("node", node)
        .put("nodes", nodes(stored.nodes(), seen.since(), now))
        .put("now", Json.time(now))
        .put("mode", base.modeAt(now).wire())
        .put("appModes", appModes(now))
        .put("enforceFrom", Json.time(base.enforceFrom()))
        .put("paused", Json.list(stored.paused(), PausesApi::json))
        .put("jobs", jobs(stored))
        .put("day", day(stored.day(), now))
        .put("budgets", budgets())
        .put("sweeps", Json.list(searches, sweep -> SweepJson.of(sweep, MOST_FINDINGS)))
        .put("configRejected", isConfigRejected());
  }

  /** All nodes; this one alone where the database is not shared. */
  private JsonArray nodes(List<Nodes.Present> present, Instant since, Instant now) {
    List<Nodes.Present> all =
        present.isEmpty() ? List.of(new Nodes.Present(node, since, now)) : present;
    return Json.list(
        all,
        each ->
            new JsonObject()
                .put("node", each.node())
                .put("startedAt", Json.time(each.startedAt()))
                .put("seenAt", Json.time(each.seenAt())));
  }

  /** The mode that no run of an app goes beyond, by app. */
  private JsonArray appModes(Instant now) {
    Map<Long, Mode> modes = new TreeMap<>();
    for (AppSettings app : settings.get().apps()) {
      modes.put(app.sdkAppId(), settings.get().prune().strongestMode(app.sdkAppId(), now));
    }
    return Json.list(
        modes.entrySet(),
        app -> new JsonObject().put("sdkAppId", app.getKey()).put("mode", app.getValue().wire()));
  }

  private static JsonObject jobs(Stored stored) {
    Map<String, Long> counts = new TreeMap<>();
    stored.jobs().forEach((state, count) -> counts.put(state.wire(), count));
    return Json.counts(counts).put("oldestDueAt", Json.time(stored.oldestDueAt()));
  }

  /** The last 24 hours; callbacks of this node, since its start at most. */
  private JsonObject day(GroupHistory.Sums day, Instant now) {
    return new JsonObject()
        .put("removed", day.removed())
        .put("wouldRemove", day.wouldRemove())
        .put("callbacks", minutes.between(now.minus(DAY), now).callbacks())
        .put("braked", day.braked());
  }

  /** Calls a second of each REST API. */
  private JsonArray budgets() {
    List<Gauge> gauges =
        meters.find("headroom.budget.used").gauges().stream()
            .sorted(Comparator.comparingLong(StatsApi::app).thenComparing(StatsApi::api))
            .toList();
    return Json.list(gauges, this::budget);
  }

  private static long app(Gauge budget) {
    return Long.parseLong(budget.getId().getTag("app"));
  }

  private static String api(Gauge budget) {
    return budget.getId().getTag("api");
  }

  /** Allowed is what the configuration says, or less while it goes slower; limit is Tencent's. */
  private JsonObject budget(Gauge used) {
    Gauge allowed =
        meters
            .find("headroom.budget.allowed")
            .tags(Tags.of("app", used.getId().getTag("app"), "api", api(used)))
            .gauge();
    return new JsonObject()
        .put("sdkAppId", app(used))
        .put("api", api(used))
        .put("used", Math.round(used.value()))
        .put("allowed", allowed == null ? 0 : Math.round(allowed.value()))
        .put("limit", limit(app(used), api(used)));
  }

  private long limit(long sdkAppId, String api) {
    int configured = settings.get().app(sdkAppId).map(app -> app.allowance(api)).orElse(0);
    Long lower = LOWER_LIMITS.get(api);
    return lower == null ? Math.max(USUAL_LIMIT, configured) : lower;
  }

  private boolean isConfigRejected() {
    Gauge rejected = meters.find("headroom.config.rejected").gauge();
    return rejected != null && rejected.value() > 0;
  }

  private static JsonObject json(Actor you) {
    return new JsonObject()
        .put("name", you.name())
        .put("role", you.role().name().toLowerCase(Locale.ROOT));
  }
}
