package dev.headroom.interleaving;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatClient;
import dev.headroom.chat.QuickClient;
import dev.headroom.config.PruneSettings;
import dev.headroom.config.Settings;
import dev.headroom.event.Addresses;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.jobs.Announcer;
import dev.headroom.jobs.ClockWatch;
import dev.headroom.jobs.Dispatcher;
import dev.headroom.jobs.DispatcherVerticle;
import dev.headroom.jobs.Jobs;
import dev.headroom.jobs.ManualClock;
import dev.headroom.jobs.NotStored;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.jobs.WorkVerticle;
import dev.headroom.prune.RunBook;
import dev.headroom.prune.RunFacts;
import dev.headroom.restore.RestoreBook;
import dev.headroom.sandbox.Fault;
import dev.headroom.sandbox.SandboxApp;
import dev.headroom.sandbox.SandboxBackend;
import dev.headroom.sandbox.SandboxOptions;
import dev.headroom.store.Database;
import dev.headroom.store.Store;
import dev.headroom.store.TestStore;
import dev.headroom.system.StoredParts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A node of the real parts, from the job table to the client over the wire, whose clock only its
 * scripts move. Many scripts play at once, each with a group of its own.
 */
final class World implements AutoCloseable {

  static final long APP = SandboxOptions.DEFAULT_SDK_APP_ID;
  static final String ADMINISTRATOR = SandboxOptions.DEFAULT_IDENTIFIER;

  /** Longer than any rest, and than a day's limit. */
  static final Duration HORIZON = Duration.ofHours(30);

  /** Jobs that are due at about the same time begin together. */
  private static final Duration STRIDE = Duration.ofMinutes(2);

  private static final String WAITING =
      "SELECT group_id, state, due_at, lease_until, lease_token, (SELECT COUNT(*) FROM returnees t"
          + " WHERE t.sdk_app_id = jobs.sdk_app_id AND t.group_id = jobs.group_id"
          + " AND t.result = 'waiting') FROM jobs WHERE state IN ('waiting', 'running')";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final Map<GroupKey, Play> plays = new ConcurrentHashMap<>();
  private final List<Fault> sick = new ArrayList<>();
  private final NodeLog log = new NodeLog();
  private final SandboxBackend backend;
  private final Store store;
  private final ChatClient chat;
  private final Jobs jobs;
  private final StoredParts parts;
  private final Duration lease;
  private int groups;
  private boolean isOver;

  World(Database database, Path folder) throws Exception {
    backend = result(SandboxBackend.start(vertx, new SandboxOptions().clock(clock).keep(100)));
    backend.app().quota(1_000_000);
    Settings settings = Rules.PLAIN.read(backend.url());
    store = new TestStore(vertx, database.url(folder), clock).store();
    lease = settings.jobs().lease();
    parts = new StoredParts(vertx, store, settings);
    chat = QuickClient.of(vertx, () -> settings.apps().get(0), settings.chat(), clock, metrics);
    jobs = new Jobs(vertx, store, settings.jobs(), new Announcer(vertx, "test"));
    result(jobs.start());
    Dispatcher dispatcher =
        new Dispatcher(
            vertx, store, jobs, () -> settings, clock, (app, since) -> chat.answeredSince(since));
    DeploymentOptions workers =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("prune")
            .setWorkerPoolSize(2)
            .setInstances(2);
    result(vertx.deployVerticle(() -> new WorkVerticle(this::work), workers));
    result(vertx.deployVerticle(new DispatcherVerticle(dispatcher)));
  }

  /** Ends everything. */
  @Override
  public void close() {
    jobs.stop();
    store.close().await();
    vertx.close().await();
    log.close();
  }

  /** Whether no more scripts can be played here. */
  boolean isOver() {
    return isOver;
  }

  SandboxBackend backend() {
    return backend;
  }

  SandboxApp app() {
    return backend.app();
  }

  ManualClock clock() {
    return clock;
  }

  MeterRegistry metrics() {
    return metrics;
  }

  ChatApi chat() {
    return chat;
  }

  StoredParts operator() {
    return parts;
  }

  RunFacts runFacts() {
    return parts.runFacts();
  }

  RunBook runBook(Supplier<PruneSettings> settings, Clock ofRun) {
    return parts.runBook(settings, ofRun);
  }

  RestoreBook restoreBook() {
    return parts.restoreBook();
  }

  /**
   * Takes a callback; completes when it is answered with OK. While a machine stands still callbacks
   * are refused, and somebody else is turned away a moment later.
   */
  Future<Void> call(GroupKey key) {
    return jobs.accept(new GroupFull(key, clock.instant(), null, null, null))
        .recover(
            refused -> refused instanceof NotStored ? call(key) : Future.failedFuture(refused));
  }

  /** All clocks jump; what watches for that notices. */
  Future<Void> jump(Duration by) {
    return look()
        .compose(
            before -> {
              clock.advance(by);
              return look();
            });
  }

  private Future<Void> look() {
    ClockWatch watch = new ClockWatch(vertx, store, lease, (session, back, now) -> {});
    return watch
        .start()
        .eventually(
            () -> {
              watch.stop();
              return Future.succeededFuture();
            });
  }

  /** A fault that lasts to the end of the scripts that play now. */
  void sick(Fault fault) {
    synchronized (sick) {
      sick.add(backend.inject(fault));
    }
  }

  private Future<TaskEnd> work(Task task) {
    Play play = plays.get(task.key());
    if (play == null) {
      return Future.succeededFuture(new TaskEnd(TaskEnd.End.LOST, 0, "of an earlier script"));
    }
    if (play.turns().begun() > Ending.MOST_TURNS) {
      // Nobody counts it: enough was seen.
      return Future.succeededFuture(new TaskEnd(TaskEnd.End.LOST, 0, "no end"));
    }
    Turn turn = new Turn(play, task, vertx.getOrCreateContext());
    play.turns().begins(turn);
    return turn.work(this)
        .onFailure(
            failure -> {
              play.truth().violated("a turn failed: " + failure);
              play.turns().ends(turn);
            });
  }

  /**
   * Plays scripts side by side until nothing of them is to come.
   *
   * @return how each has ended, in their order; only the one because of which the app waits, if so
   */
  List<Ending> play(List<Script> scripts) throws Exception {
    app().clear();
    List<Play> playing = new ArrayList<>();
    for (Script script : scripts) {
      Play play = new Play(this, script, "g" + ++groups);
      plays.put(play.key(), play);
      playing.add(play);
    }
    result(Future.all(playing.stream().map(Play::begin).toList()));
    Instant end = clock.instant().plus(HORIZON);
    while (true) {
      settle(playing);
      Instant next = next(playing);
      if (next == null || next.isAfter(end) || isAppBlamed(playing)) {
        break;
      }
      clock.advance(Duration.between(clock.instant(), next).plus(STRIDE));
    }
    clock.advance(Duration.between(clock.instant(), end));
    blamed(playing)
        .forEach(
            play -> {
              isOver = true;
              play.truth().violated("the whole app was left alone for this group");
            });
    List<Ending> endings =
        result(
            store.read(
                session -> {
                  List<Ending> all = new ArrayList<>();
                  // Of the others nothing can be said when the app waits because of one of them.
                  for (Play play : isOver ? blamed(playing).toList() : playing) {
                    all.add(Ending.of(session, play));
                  }
                  return all;
                }));
    plays.clear();
    result(
        store.write(
            session -> session.update("DELETE FROM jobs") + session.update("DELETE FROM pauses")));
    synchronized (sick) {
      sick.forEach(backend::clear);
      sick.clear();
    }
    return endings;
  }

  /** Whether the app waits because of one group: in this world nothing goes on for a while. */
  private boolean isAppBlamed(List<Play> playing) {
    return blamed(playing).findAny().isPresent();
  }

  /** Of several groups in trouble nobody can tell. */
  private Stream<Play> blamed(List<Play> playing) {
    return playing.stream().filter(play -> play.script().isTroubled()).count() == 1
        ? playing.stream().filter(play -> log.isBlamed(play.group().id()))
        : Stream.empty();
  }

  /** Until every turn has ended and nothing is due. */
  private void settle(List<Play> playing) throws Exception {
    long latest = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      if (playing.stream().allMatch(play -> play.turns().isQuiet())) {
        if (isSomethingDue(playing)) {
          wake();
        } else {
          List<Play> overtaken = playing.stream().filter(play -> !play.turns().isOver()).toList();
          if (overtaken.isEmpty()) {
            return;
          }
          overtaken.forEach(play -> play.turns().goOn());
        }
      }
      if (isAppBlamed(playing)) {
        return;
      }
      if (System.nanoTime() > latest) {
        throw new AssertionError("scripts do not come to an end: " + stuck(playing));
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private static List<String> stuck(List<Play> playing) {
    return playing.stream()
        .filter(play -> !play.turns().isOver())
        .limit(5)
        .map(play -> play + " " + play.turns().names())
        .toList();
  }

  private void wake() {
    vertx
        .eventBus()
        .publish(
            Addresses.GROUP_FULL,
            "",
            new GroupFull(GroupKey.of(APP, "g"), clock.instant(), null, null, null)
                .deliveryOptions(1, "test", 0));
  }

  private boolean isSomethingDue(List<Play> playing) throws Exception {
    Instant next = next(playing);
    return next != null && !next.isAfter(clock.instant());
  }

  /** When a job of these is due; null when none waits that may go on. */
  private Instant next(List<Play> playing) throws Exception {
    Map<String, Play> byGroup = new HashMap<>();
    playing.forEach(play -> byGroup.put(play.key().groupId(), play));
    return result(
            store.read(
                session ->
                    session.query(
                        WAITING,
                        row -> {
                          Play play = byGroup.get(row.getString(1));
                          boolean waits = row.getString(2).equals("waiting");
                          boolean goesOn =
                              play != null && (!play.truth().isPaused() || row.getInt(6) > 0);
                          if (play != null && !waits && !play.turns().knows(row.getString(5))) {
                            // Claimed, and about to begin.
                            return 0L;
                          }
                          return goesOn ? row.getLong(waits ? 3 : 4) : Long.MAX_VALUE;
                        })))
        .stream()
        .filter(at -> at < Long.MAX_VALUE)
        .min(Long::compare)
        .map(Instant::ofEpochMilli)
        .orElse(null);
  }

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
