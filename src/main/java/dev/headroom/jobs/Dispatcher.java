package dev.headroom.jobs;

import dev.headroom.config.Settings;
import dev.headroom.event.Addresses;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.store.Steps;
import dev.headroom.store.Store;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives due jobs to the workers of this node. The bus only wakes it: what is to be done stands in
 * the job table, and it looks there at least once a second.
 *
 * <p>Lives on the context it was started on.
 */
public final class Dispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  /**
   * How long stopping waits for runs to come to their next safe point: one call to Chat as a rule.
   * Hooks and traces need their part of the 10 s that a stop may take.
   */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private static final long POLL_MILLIS = 1_000;

  /** Jobs of one claim: callbacks of their groups wait until it is committed. */
  private static final int MOST_CLAIMED = 25;

  /** How often to look whether a probe has had a good answer. */
  private static final long PROBE_MILLIS = 50;

  /** Jobs made due in one transaction. */
  private static final int MOST_TRIED = 500;

  private final Vertx vertx;
  private final Store store;
  private final Jobs jobs;
  private final Supplier<Settings> settings;
  private final Clock clock;
  private final Answers answers;
  private final Duration grace;
  private final Parking parking = new Parking();
  private final RunningTasks running;

  /** Why an app is left alone, by sdkAppId; for any thread. */
  private final Map<Long, String> leftAlone = new ConcurrentHashMap<>();

  private final Promise<Void> idle = Promise.promise();
  private volatile boolean stopping;
  private Context context;
  private MessageConsumer<Object> consumer;
  private Future<Void> stopped;
  private long timer = -1;
  private long holdUntil = nowMillis();
  private boolean claiming;
  private boolean again;
  private int turn;

  /** What calls to Chat tell of an app. */
  @FunctionalInterface
  public interface Answers {

    /** Whether a call sent after that moment of {@link System#nanoTime()} was answered well. */
    boolean answeredSince(long sdkAppId, long nanoTime);
  }

  /**
   * A dispatcher of this node.
   *
   * @param settings asked at each use
   * @param answers ends the pause of an app at the first good answer
   */
  public Dispatcher(
      Vertx vertx,
      Store store,
      Jobs jobs,
      Supplier<Settings> settings,
      Clock clock,
      Answers answers) {
    this(vertx, store, jobs, settings, clock, answers, GRACE);
  }

  Dispatcher(
      Vertx vertx,
      Store store,
      Jobs jobs,
      Supplier<Settings> settings,
      Clock clock,
      Answers answers,
      Duration grace) {
    this.vertx = vertx;
    this.store = store;
    this.jobs = jobs;
    this.settings = settings;
    this.clock = clock;
    this.answers = answers;
    this.grace = grace;
    running = new RunningTasks(vertx, store, settings);
  }

  /** Begins to dispatch. To be called on the context that it shall live on. */
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    consumer = vertx.eventBus().localConsumer(Addresses.GROUP_FULL, this::heard);
    running.start();
    wake();
    return consumer.completion();
  }

  /** Whether runs shall come to an end at their next safe point. May be asked from any thread. */
  public boolean stopping() {
    return stopping;
  }

  /** Why this node leaves an app alone for the moment, if it does. Any thread. */
  public Optional<String> leftAlone(long sdkAppId) {
    return Optional.ofNullable(leftAlone.get(sdkAppId));
  }

  /**
   * Tries an app at once that may be well again, since its key was changed: it is not left alone
   * any longer, and its runs that were to be tried again later are due. Any thread.
   */
  public void tryNow(long sdkAppId) {
    context.runOnContext(
        go -> {
          parking.forget(sdkAppId);
          Steps.whileMore(() -> tryNext(sdkAppId))
              .onComplete(
                  due -> wake(),
                  e -> LOG.warn("Jobs wait for the end of their pauses: {}", e.toString()));
        });
  }

  private Future<Boolean> tryNext(long sdkAppId) {
    return store
        .write(session -> DueTimes.tryNow(session, sdkAppId, MOST_TRIED))
        .map(due -> due == MOST_TRIED && !stopping);
  }

  /**
   * Claims nothing more and waits a bounded time for what runs. A run that goes on is left to the
   * end of its lease. May be called from any thread, more than once.
   */
  public synchronized Future<Void> stop() {
    if (stopped == null) {
      stopping = true;
      Promise<Void> promise = Promise.promise();
      stopped = promise.future();
      if (context == null) {
        promise.complete();
      } else {
        context.runOnContext(go -> end().onComplete(promise));
      }
    }
    return stopped;
  }

  private Future<Void> end() {
    vertx.cancelTimer(timer);
    completeIfIdle();
    long patience =
        vertx.setTimer(
            Math.max(1, grace.toMillis()),
            id -> {
              LOG.warn(
                  "Stopping while jobs run, count={}: their leases will expire", running.count());
              idle.tryComplete();
            });
    return consumer
        .unregister()
        .eventually(idle::future)
        .onComplete(
            done -> {
              vertx.cancelTimer(patience);
              running.stop();
            });
  }

  private void completeIfIdle() {
    if (stopping && running.count() == 0 && !claiming) {
      idle.tryComplete();
    }
  }

  private void heard(Message<Object> message) {
    if (!GroupFull.isForeign(message.headers())) {
      wake();
      return;
    }
    try {
      GroupKey key = ForeignRequest.key(message, settings.get());
      jobs.request(new GroupFull(key, clock.instant(), null, null, null), Cause.BUS)
          .onComplete(
              accepted -> wake(),
              failure ->
                  LOG.warn(
                      "A request on the bus was not taken, group={}: {}",
                      key.groupId(),
                      failure.getMessage()));
    } catch (IllegalArgumentException e) {
      LOG.warn("A message on {} was dropped: {}", Addresses.GROUP_FULL, e.getMessage());
    }
  }

  private void wake() {
    int free = settings.get().prune().concurrency() - running.count();
    if (stopping || free <= 0) {
      return;
    }
    if (claiming) {
      again = true;
      return;
    }
    long held = holdUntil - nowMillis();
    if (held > 0) {
      lookIn(held);
      return;
    }
    List<Claims.App> apps = apps();
    if (apps.isEmpty()) {
      lookIn(untilAppsGoOn());
      return;
    }
    claiming = true;
    again = false;
    Claims claims =
        new Claims(apps, Math.min(free, MOST_CLAIMED), settings.get().jobs().lease().toMillis());
    jobs.claim(session -> claims.claim(session, key -> running.deadline(key).toMillis()))
        .onComplete(this::claimed, this::claimFailed);
  }

  /**
   * Each app in its turn. Half of the places are shared out: an app whose runs take for ever must
   * leave every other one its part, and may take the rest.
   */
  private List<Claims.App> apps() {
    long now = nowMillis();
    int count = settings.get().apps().size();
    int places = settings.get().prune().concurrency();
    int kept = Math.max(1, places / (2 * count));
    int most = Math.max(1, places - (count - 1) * kept);
    List<Claims.App> apps = new ArrayList<>();
    turn = (turn + 1) % count;
    for (int i = 0; i < count; i++) {
      long app = settings.get().apps().get((turn + i) % count).sdkAppId();
      parking.look(app, since -> answers.answeredSince(app, since));
      int busy = running.count(app);
      if (!parking.isParked(app)) {
        leftAlone.remove(app);
      }
      int room = Math.min(most - busy, parking.room(app, now));
      if (room > 0) {
        apps.add(new Claims.App(app, busy, room));
      }
    }
    return apps;
  }

  private void claimed(Claims.Claimed claimed) {
    claiming = false;
    if (stopping) {
      claiming = true;
      running
          .handBack(claimed.tasks())
          .onComplete(
              done -> {
                claiming = false;
                completeIfIdle();
              });
      return;
    }
    claimed.tasks().forEach(this::run);
    if (again || claimed.tasks().size() == MOST_CLAIMED) {
      wake();
    } else {
      // Due already means that there is no place for it: whatever ends will wake us.
      long next = claimed.nextMillis() == 0 ? POLL_MILLIS : claimed.nextMillis();
      lookIn(Math.min(next, untilAppsGoOn()));
    }
  }

  private long untilAppsGoOn() {
    return parking.isProbing() ? PROBE_MILLIS : parking.nextMillis(nowMillis());
  }

  private void claimFailed(Throwable failure) {
    claiming = false;
    LOG.warn("No jobs could be claimed: {}", failure.toString());
    if (stopping) {
      completeIfIdle();
    } else {
      lookIn(POLL_MILLIS);
    }
  }

  private void lookIn(long millis) {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(Math.max(1, Math.min(POLL_MILLIS, millis)), id -> wake());
  }

  private void run(Task task) {
    parking.begun(task.key().sdkAppId(), task.lease(), System.nanoTime());
    running.begin(task).onComplete(end -> ended(task, end), failure -> unknown(task, failure));
  }

  private void ended(Task task, TaskEnd end) {
    long app = task.key().sdkAppId();
    if (end.parkMillis() > 0) {
      leftAlone.put(app, end.cause());
    }
    if (end.end() == TaskEnd.End.LOST) {
      parking.unknown(app, task.lease(), nowMillis());
    } else if (parking.ended(app, task.lease(), end.parkMillis(), nowMillis())) {
      LOG.warn(
          "The app is left alone for a while, app={} millis={} group={} job={}: {}",
          app,
          end.parkMillis(),
          task.key().groupId(),
          task.job(),
          end.cause());
    }
    free(task);
  }

  private void unknown(Task task, Throwable failure) {
    parking.unknown(task.key().sdkAppId(), task.lease(), nowMillis());
    if (failure instanceof ReplyException reply
        && reply.failureType() == ReplyFailure.NO_HANDLERS) {
      // It never began.
      holdUntil = nowMillis() + POLL_MILLIS;
      running.handBack(List.of(task)).onComplete(done -> free(task));
    } else {
      LOG.warn(
          "A run did not say how it ended, its lease will expire, group={} job={}: {}",
          task.key().groupId(),
          task.job(),
          failure.toString());
      free(task);
    }
  }

  private void free(Task task) {
    running.over(task);
    completeIfIdle();
    wake();
  }

  /** Monotonic: pauses must not depend on the time of day. */
  private static long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
