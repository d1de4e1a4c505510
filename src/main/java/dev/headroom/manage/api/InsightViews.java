package dev.headroom.manage.api;

import dev.headroom.cluster.Nodes;
import dev.headroom.config.AppSettings;
import dev.headroom.config.PolicySettings;
import dev.headroom.config.Settings;
import dev.headroom.config.Version;
import dev.headroom.event.Mode;
import dev.headroom.jobs.JobQueries;
import dev.headroom.jobs.JobState;
import dev.headroom.jobs.PauseTable;
import dev.headroom.ledger.GroupHistory;
import dev.headroom.ledger.RunHistory;
import dev.headroom.ledger.RunRecord;
import dev.headroom.manage.Cursor;
import dev.headroom.store.Session;
import dev.headroom.store.Store;
import dev.headroom.sweep.SweepStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Future;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * How things stand and went, from the database, the meters and the settings.
 *
 * @param node name of this node
 * @param startedAt since when it runs
 * @param sweeps how far the search for full groups has come
 */
public record InsightViews(
    Store store,
    Supplier<Settings> settings,
    MeterRegistry meters,
    MinuteCounts minutes,
    Sweeps sweeps,
    Clock clock,
    String node,
    Instant startedAt)
    implements Insight {

  private static final Duration DAY = Duration.ofDays(1);

  /** Calls a second of one API unless Tencent was asked for more [1047/34419]. */
  private static final long USUAL_LIMIT = 200;

  /** The list of all groups may be asked for once a second [1047/34960]. */
  private static final Map<String, Long> LOWER_LIMITS = Map.of("get_appid_group_list", 1L);

  private record Stored(
      Map<JobState, Long> jobs,
      Instant oldestDueAt,
      GroupHistory.Sums day,
      List<PauseView> paused,
      List<Nodes.Present> nodes) {}

  @Override
  public Future<Standing> standing() {
    return store
        .read(this::stored)
        .compose(stored -> sweeps.status().map(searches -> standing(stored, searches)));
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
        PauseTable.list(session).stream().map(StoredPauses::view).toList(),
        Nodes.present(session));
  }

  private Standing standing(Stored stored, List<SweepStatus> searches) {
    minutes.look();
    Instant now = clock.instant();
    PolicySettings base = settings.get().prune().base();
    Map<String, Long> jobs = new TreeMap<>();
    stored.jobs().forEach((state, count) -> jobs.put(state.wire(), count));
    GroupHistory.Sums day = stored.day();
    return new Standing(
        Version.current(),
        node,
        nodes(stored.nodes(), now),
        now,
        base.modeAt(now),
        appModes(now),
        base.enforceFrom(),
        stored.paused(),
        jobs,
        stored.oldestDueAt(),
        new Standing.Day(
            day.removed(),
            day.wouldRemove(),
            minutes.between(now.minus(DAY), now).callbacks(),
            day.braked()),
        budgets(),
        searches,
        isConfigRejected());
  }

  private Map<Long, Mode> appModes(Instant now) {
    Map<Long, Mode> modes = new TreeMap<>();
    for (AppSettings app : settings.get().apps()) {
      modes.put(app.sdkAppId(), settings.get().prune().strongestMode(app.sdkAppId(), now));
    }
    return modes;
  }

  private List<Standing.Node> nodes(List<Nodes.Present> present, Instant now) {
    return present.isEmpty()
        ? List.of(new Standing.Node(node, startedAt, now))
        : present.stream()
            .map(each -> new Standing.Node(each.node(), each.startedAt(), each.seenAt()))
            .toList();
  }

  private List<Standing.Budget> budgets() {
    List<Standing.Budget> budgets = new ArrayList<>();
    for (Gauge used : meters.find("headroom.budget.used").gauges()) {
      String app = used.getId().getTag("app");
      String api = used.getId().getTag("api");
      Gauge allowed =
          meters.find("headroom.budget.allowed").tags(Tags.of("app", app, "api", api)).gauge();
      long may = allowed == null ? 0 : Math.round(allowed.value());
      budgets.add(
          new Standing.Budget(
              Long.parseLong(app), api, Math.round(used.value()), may, limit(app, api)));
    }
    budgets.sort(
        Comparator.comparingLong(Standing.Budget::sdkAppId).thenComparing(Standing.Budget::api));
    return budgets;
  }

  private long limit(String sdkAppId, String api) {
    int configured =
        settings.get().app(Long.parseLong(sdkAppId)).map(app -> app.allowance(api)).orElse(0);
    Long lower = LOWER_LIMITS.get(api);
    return lower == null ? Math.max(USUAL_LIMIT, configured) : lower;
  }

  private boolean isConfigRejected() {
    Gauge rejected = meters.find("headroom.config.rejected").gauge();
    return rejected != null && rejected.value() > 0;
  }

  @Override
  public Future<List<SeriesPoint>> series(Span span) {
    minutes.look();
    long step = span.step().toMillis();
    long last = Math.floorDiv(clock.millis(), step) * step;
    long from = last - (span.steps() - 1) * step;
    return store
        .read(session -> GroupHistory.removedBySteps(session, from, step))
        .map(removed -> points(span, from, removed));
  }

  private List<SeriesPoint> points(Span span, long from, Map<Long, Long> removed) {
    List<SeriesPoint> points = new ArrayList<>();
    for (int i = 0; i < span.steps(); i++) {
      Instant at = Instant.ofEpochMilli(from).plus(span.step().multipliedBy(i));
      MinuteCounts.Count count = minutes.between(at, at.plus(span.step()));
      points.add(
          new SeriesPoint(
              at,
              count.callbacks(),
              removed.getOrDefault((long) i, 0L),
              count.calls(),
              count.refused()));
    }
    return points;
  }

  @Override
  public Future<List<GroupView>> groups(boolean stuck, Cursor after, int limit) {
    RunHistory.Position position =
        after == null ? null : new RunHistory.Position(after.number(), after.id());
    return store.read(
        session ->
            GroupHistory.newest(session, stuck, position, limit).stream()
                .map(InsightViews::group)
                .toList());
  }

  private static GroupView group(RunRecord run) {
    Integer members = run.after() == null ? run.run().before() : run.after();
    return new GroupView(
        run.run(),
        run.outcome(),
        members,
        run.lastAt(),
        GroupHistory.isStuck(run.outcome(), run.removedCount(), members, run.run().max()));
  }
}
