package dev.headroom.sweep;

import dev.headroom.chat.ChatApi;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.SweepSettings;
import dev.headroom.config.SweepSettings.Act;
import dev.headroom.sweep.SweepStatus.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The searches of one app, never two at a time: when the next one is due, and what became of the
 * last. Lives on one context; what is said otherwise may be called from any thread.
 */
final class AppSweep {

  private static final Logger LOG = LoggerFactory.getLogger(AppSweep.class);

  /** From the first refused callback on: one search for all of a bad minute. */
  private static final long AFTER_REFUSAL_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Another process searches, or has searched: ask again after this. */
  private static final long NOT_OUR_TURN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);
  private static final int MOST_REFUSED = 10_000;
  private static final long NEVER = Long.MIN_VALUE;

  private final long sdkAppId;
  private final ChatApi chat;
  private final SweepBook book;
  private final SweepTurn turn;
  private final Supplier<SweepSettings> settings;
  private final Supplier<PruneSettings> policies;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final SweepMetrics metrics;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final AtomicLong refusedSince = new AtomicLong(NEVER);
  private long startedNanos = NEVER;
  private long notBeforeNanos = NEVER;
  private boolean asking;
  private volatile boolean closed;
  private volatile SweepPass pass;
  private volatile SweepStatus last;
  private volatile SweepStatus whole;

  AppSweep(
      long sdkAppId,
      ChatApi chat,
      SweepBook book,
      SweepTurn turn,
      Supplier<SweepSettings> settings,
      Supplier<PruneSettings> policies,
      Clock clock,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.sdkAppId = sdkAppId;
    this.chat = chat;
    this.book = book;
    this.turn = turn;
    this.settings = settings;
    this.policies = policies;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.last = SweepStatus.none(sdkAppId);
    this.whole = last;
    this.metrics = new SweepMetrics(meters, sdkAppId, this::status, () -> whole);
  }

  /** The search that goes on, or else the last one. From any thread. */
  SweepStatus status() {
    SweepPass now = pass;
    return now == null ? last : now.status();
  }

  /** A callback of this group could not be stored. From any thread, quick. */
  void refused(String groupId) {
    if (refused.size() < MOST_REFUSED) {
      refused.add(groupId);
    }
    if (refusedSince.get() == NEVER) {
      refusedSince.compareAndSet(NEVER, nanoTime.getAsLong());
    }
  }

  /** Begins a search if one is due; of one that goes on the others are told. */
  void tick() {
    SweepPass going = pass;
    if (going != null) {
      tell(going.status());
      return;
    }
    SweepSettings now = settings.get();
    PruneSettings rules = policies.get();
    if (closed || asking || now.every().isEmpty() || rules.isOff(sdkAppId)) {
      return;
    }
    long nanos = nanoTime.getAsLong();
    boolean mayAsk = notBeforeNanos == NEVER || nanos - notBeforeNanos >= 0;
    if (mayAsk && isDue(now.every().get(), nanos)) {
      ask(now, rules, nanos);
    }
  }

  /**
   * Begins a search whether one is due or not.
   *
   * @param act what becomes of full groups, or null for what is configured
   * @return false when one is under way in this process or another, or there is nothing to search;
   *     completes when the others have been told
   */
  Future<Boolean> beginNow(Act act) {
    PruneSettings rules = policies.get();
    if (closed || pass != null || rules.isOff(sdkAppId)) {
      return Future.succeededFuture(false);
    }
    return turn.take(sdkAppId, Duration.ZERO)
        .compose(
            taken -> {
              if (!taken || closed || pass != null) {
                return Future.succeededFuture(false);
              }
              SweepPass begun = begin(act == null ? settings.get().act() : act, rules);
              return tell(begun.status()).map(true);
            });
  }

  /** Never fails: who is not told takes the search for one that has not begun. */
  private Future<Void> tell(SweepStatus status) {
    return turn.tell(status)
        .otherwise(
            lost -> {
              LOG.debug("How far the search has come was not told: {}", lost.toString());
              return null;
            });
  }

  private void ask(SweepSettings now, PruneSettings rules, long nanos) {
    asking = true;
    turn.take(sdkAppId, isRefusalDue(nanos) ? Duration.ZERO : now.every().get())
        .onComplete(
            asked -> {
              asking = false;
              if (asked.failed()) {
                LOG.debug("Whose turn it is to search is not known: {}", asked.cause().toString());
              }
              if (closed || pass != null) {
                return;
              }
              if (asked.succeeded() && asked.result()) {
                begin(now.act(), rules);
              } else {
                notBeforeNanos =
                    nanoTime.getAsLong()
                        + Math.min(NOT_OUR_TURN_NANOS, now.every().get().toNanos());
              }
            });
  }

  private boolean isRefusalDue(long nanos) {
    long since = refusedSince.get();
    return since != NEVER && nanos - since >= AFTER_REFUSAL_NANOS;
  }

  private boolean isDue(Duration every, long nanos) {
    if (startedNanos == NEVER || isRefusalDue(nanos)) {
      return true;
    }
    boolean soon = last.state() == State.FAILED && AFTER_FAILURE.compareTo(every) < 0;
    return nanos - startedNanos >= (soon ? AFTER_FAILURE : every).toNanos();
  }

  /** It may have ended already. */
  private SweepPass begin(Act act, PruneSettings rules) {
    startedNanos = nanoTime.getAsLong();
    refusedSince.set(NEVER);
    Set<String> called = Set.copyOf(refused);
    SweepPass begun =
        new SweepPass(
            sdkAppId,
            chat,
            book,
            rules,
            act,
            called::contains,
            () -> closed,
            metrics::asked,
            clock);
    pass = begun;
    begun
        .run()
        .onComplete(
            done -> {
              refused.removeAll(called);
              whole = done;
              ended(begun, null);
            },
            failure -> ended(begun, failure));
    return begun;
  }

  private void ended(SweepPass begun, Throwable failure) {
    last = begun.status();
    pass = null;
    turn.giveBack(last)
        .onFailure(
            lost -> LOG.debug("The turn to search ends with the process: {}", lost.toString()));
    if (closed) {
      return;
    }
    metrics.ended(failure == null);
    if (failure == null) {
      LOG.info(
          "All groups were looked at, app={} groups={} full={} asked={} unknown={} unread={}"
              + " millis={}",
          sdkAppId,
          last.groups(),
          last.full(),
          last.asked(),
          last.unknown(),
          last.unread(),
          Duration.between(last.startedAt(), last.finishedAt()).toMillis());
    } else {
      LOG.warn(
          "The search for full groups ended early, app={} groups={} asked={}: {}",
          sdkAppId,
          last.groups(),
          last.asked(),
          last.failure());
    }
  }

  /** Ends before the next call. From any thread. */
  void stop() {
    closed = true;
  }
}
