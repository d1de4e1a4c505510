package dev.headroom.jobs;

import dev.headroom.config.AppSettings;
import dev.headroom.config.Settings;
import dev.headroom.store.Change;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts jobs for the metrics and forgets old ones, now and then: what a scrape shows is a sample,
 * so that scraping costs nothing.
 */
public final class JobUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(JobUpkeep.class);
  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);
  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);

  /** Longer than any rest: how often in a row nobody was removed is known until then. */
  private static final Duration KEEP_RESTED = Duration.ofDays(7);

  private static final int STEP = 500;

  private final Vertx vertx;
  private final Store store;
  private final Settings settings;
  private final Map<JobState, AtomicLong> counts = new EnumMap<>(JobState.class);
  private final AtomicLong oldestMillis = new AtomicLong();
  private final AtomicLong pauses = new AtomicLong();
  private volatile boolean stopped;
  private long sampling = -1;
  private long forgetting = -1;

  /**
   * Registers the gauges {@code headroom.jobs}, {@code headroom.jobs.oldest.seconds} and {@code
   * headroom.paused}.
   */
  public JobUpkeep(Vertx vertx, Store store, Settings settings, MeterRegistry registry) {
    this.vertx = vertx;
    this.store = store;
    this.settings = settings;
    for (JobState state : JobState.values()) {
      AtomicLong count = new AtomicLong();
      counts.put(state, count);
      Gauge.builder("headroom.jobs", count, AtomicLong::doubleValue)
          .description("Jobs by state")
          .tag("state", state.wire())
          .register(registry);
    }
    Gauge.builder("headroom.jobs.oldest.seconds", oldestMillis, age -> age.doubleValue() / 1_000)
        .description("For how long the longest waiting job has been due")
        .register(registry);
    Gauge.builder("headroom.paused", pauses, AtomicLong::doubleValue)
        .description("Pauses in force: of everything, of an app or of a group")
        .register(registry);
  }

  private record Sample(Map<JobState, Long> counts, long oldestMillis, long pauses) {}

  /** Takes the first sample and begins. */
  public Future<Void> start() {
    sampling = vertx.setPeriodic(SAMPLE_EVERY.toMillis(), id -> sampleOrLog());
    forgetting = vertx.setPeriodic(FORGET_EVERY.toMillis(), id -> forget());
    return sample();
  }

  /** Ends. */
  public Future<Void> stop() {
    stopped = true;
    vertx.cancelTimer(sampling);
    vertx.cancelTimer(forgetting);
    return Future.succeededFuture();
  }

  /** Looks at the table now. */
  Future<Void> sample() {
    return store
        .read(
            session -> {
              Map<JobState, Long> now = JobQueries.counts(session);
              long oldest = 0;
              for (AppSettings app : settings.apps()) {
                oldest = Math.max(oldest, JobQueries.oldestDueMillis(session, app.sdkAppId()));
              }
              return new Sample(now, oldest, PauseTable.count(session));
            })
        .onSuccess(
            sample -> {
              sample.counts().forEach((state, count) -> counts.get(state).set(count));
              oldestMillis.set(sample.oldestMillis());
              pauses.set(sample.pauses());
            })
        .mapEmpty();
  }

  private void sampleOrLog() {
    sample().onFailure(e -> LOG.warn("Jobs could not be counted: {}", e.toString()));
  }

  /** Each kind and app in a transaction of its own: callbacks wait for the rows of one. */
  private void forget() {
    long retention = settings.jobs().retention().toMillis();
    List<Change<Integer>> steps = new ArrayList<>();
    steps.add(session -> RequestTable.forget(session, session.now() - retention, STEP));
    for (AppSettings app : settings.apps()) {
      steps.add(forget(app, JobState.RESTING, KEEP_RESTED.toMillis()));
      steps.add(forget(app, JobState.DEAD, retention));
    }
    Iterator<Change<Integer>> left = steps.iterator();
    Steps.whileMore(() -> store.write(left.next()).map(rows -> left.hasNext() && !stopped))
        .onFailure(e -> LOG.warn("Old jobs could not be forgotten: {}", e.toString()));
  }

  private static Change<Integer> forget(AppSettings app, JobState state, long kept) {
    return session -> JobTable.forget(session, app.sdkAppId(), state, session.now() - kept, STEP);
  }
}
