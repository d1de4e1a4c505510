package dev.headroom.hooks;

import dev.headroom.config.HookSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One hook of the configuration, with its instances.
 *
 * <p>It gets threads of its own, whether it may block or not: an event loop would be shared with
 * the callback port and the dispatcher, and whoever blocks it would stop them.
 */
final class Hook {

  private static final Logger LOG = LoggerFactory.getLogger(Hook.class);

  /** Threads beyond one an instance, for what the hook itself hands to executeBlocking. */
  private static final int SPARE_THREADS = 4;

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Vertx vertx;
  private final int index;
  private final HookSettings settings;
  private final HookLimits limits;
  private final List<HookInstance> instances = new CopyOnWriteArrayList<>();
  private final AtomicInteger up = new AtomicInteger();
  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());
  private final Counter failures;
  private Future<String> deployed;
  private boolean blocks;
  private volatile boolean stopping;

  Hook(Vertx vertx, int index, HookSettings settings, HookLimits limits, MeterRegistry metrics) {
    this.vertx = vertx;
    this.index = index;
    this.settings = settings;
    this.limits = limits;
    Gauge.builder("headroom.hooks", up, AtomicInteger::doubleValue)
        .description("Instances of a hook that take messages")
        .tags("hook", Integer.toString(index), "verticle", settings.verticle())
        .register(metrics);
    failures =
        Counter.builder("headroom.hook.failures")
            .description("What hooks threw, in their start and in their handlers")
            .tags("hook", Integer.toString(index), "verticle", settings.verticle())
            .register(metrics);
  }

  /**
   * Starts it from those jars; never fails, and is told of later than the limit if it takes longer.
   */
  Future<Void> start(HookJars jars) {
    DeploymentOptions options =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName(threads())
            .setWorkerPoolSize(settings.instances() + SPARE_THREADS)
            // Vert.x watches them, too, but repeats itself every second.
            .setMaxWorkerExecuteTime(limits.toBeGone().toMillis())
            .setMaxWorkerExecuteTimeUnit(TimeUnit.MILLISECONDS)
            .setInstances(settings.instances())
            .setConfig(settings.config())
            .setClassLoader(jars.loader());
    deployed = vertx.deployVerticle(() -> instance(jars), options);
    deployed.onComplete(id -> started(), this::notStarted);
    return deployed
        .timeout(limits.toStart().toMillis(), TimeUnit.MILLISECONDS)
        .transform(any -> Future.succeededFuture());
  }

  private HookInstance instance(HookJars jars) {
    HookInstance instance = new HookInstance(() -> jars.make(settings.verticle()), this::failed);
    instances.add(instance);
    return instance;
  }

  private void started() {
    up.set(settings.instances());
    say(Level.INFO).addKeyValue("instances", settings.instances()).log("hook started");
  }

  private void notStarted(Throwable cause) {
    instances.clear();
    if (!stopping) {
      failures.increment();
      say(Level.ERROR)
          .setCause(cause)
          .log("hook not started, all else goes on: correct its start(), then restart Headroom");
    }
  }

  /** On the hook's thread. A hook that fails at every message is not told of at every one. */
  private void failed(Throwable cause) {
    failures.increment();
    long now = System.nanoTime();
    long quiet = quietUntil.get();
    long times = untold.incrementAndGet();
    if (now - quiet >= 0 && quietUntil.compareAndSet(quiet, now + PAUSE_NANOS)) {
      untold.addAndGet(-times);
      say(Level.ERROR)
          .addKeyValue("failures", times)
          .setCause(cause)
          .log("hook failed, what it was handling is lost to it: catch this in its handler");
    }
  }

  /** Finds out whether its threads turn. Called every second or so, on one context. */
  void look(long nowNanos) {
    long longest = 0;
    for (HookInstance instance : instances) {
      long nanos = instance.look(nowNanos);
      if (nanos >= limits.toBeGone().toNanos()) {
        takeOff(instance, "hook taken off the bus, it hangs: correct it, then restart Headroom");
      } else {
        longest = Math.max(longest, nanos);
      }
    }
    if (!blocks && longest >= patience().toNanos()) {
      blocks = true;
      say(Level.WARN)
          .addKeyValue("seconds", TimeUnit.NANOSECONDS.toSeconds(longest))
          .addKeyValue("at", where())
          .log("hook blocks its thread, its messages wait: " + remedy());
    } else if (blocks && longest == 0) {
      blocks = false;
      say(Level.INFO).log("hook goes on");
    }
  }

  /** The line of the hook's own code at which one of its threads stands. */
  private String where() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith(threads()))
        .flatMap(thread -> Stream.of(thread.getValue()))
        .filter(frame -> HookJars.NAME.equals(frame.getClassLoaderName()))
        .findFirst()
        .map(StackTraceElement::toString)
        .orElse("?");
  }

  private String remedy() {
    return settings.worker()
        ? "make it quicker, or raise its instances"
        : "set worker: true, or block in executeBlocking only";
  }

  private Duration patience() {
    return settings.worker() ? limits.toAnswerAsWorker() : limits.toAnswer();
  }

  private void takeOff(HookInstance instance, String why) {
    if (instance.takeOff()) {
      up.updateAndGet(now -> Math.max(0, now - 1));
      say(Level.ERROR).log(why);
    }
  }

  /** Stops it; never fails. One that does not stop in time is left behind. */
  Future<Void> stop() {
    stopping = true;
    if (deployed == null || deployed.failed()) {
      return Future.succeededFuture();
    }
    Future<Void> undeployed =
        deployed.isComplete()
            ? vertx.undeploy(deployed.result())
            : Future.failedFuture("has not started yet");
    return undeployed
        .timeout(limits.toStop().toMillis(), TimeUnit.MILLISECONDS)
        .transform(
            end -> {
              if (end.failed()) {
                say(Level.WARN)
                    .addKeyValue("cause", end.cause().getMessage())
                    .log("hook did not stop in time and is left behind: make its stop() quicker");
                instances.forEach(HookInstance::takeOff);
              }
              up.set(0);
              return Future.succeededFuture();
            });
  }

  private LoggingEventBuilder say(Level level) {
    return LOG.atLevel(level).addKeyValue("hook", settings.verticle());
  }

  private String threads() {
    String simpleName = settings.verticle().substring(settings.verticle().lastIndexOf('.') + 1);
    return "hook-" + index + "-" + simpleName;
  }
}
