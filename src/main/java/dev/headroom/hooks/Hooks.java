package dev.headroom.hooks;

import dev.headroom.config.HookSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user's own verticles. Whatever becomes of them is told in the log and stays with them:
 * neither {@link #start} nor {@link #stop} fails or takes long.
 */
public final class Hooks {

  /** Where their jars are, beside the working directory. */
  public static final Path FOLDER = Path.of("hooks");

  private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);
  private static final long LOOK_MILLIS = Duration.ofSeconds(1).toMillis();

  private final Vertx vertx;
  private final Path folder;
  private final List<HookSettings> settings;
  private final HookLimits limits;
  private final MeterRegistry metrics;
  private final List<Hook> hooks = new ArrayList<>();
  private HookJars jars;
  private long timer = -1;

  /** Hooks that are not started yet. */
  public Hooks(Vertx vertx, Path folder, List<HookSettings> settings, MeterRegistry metrics) {
    this(vertx, folder, settings, metrics, HookLimits.DEFAULT);
  }

  Hooks(
      Vertx vertx,
      Path folder,
      List<HookSettings> settings,
      MeterRegistry metrics,
      HookLimits limits) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.folder = Objects.requireNonNull(folder, "folder");
    this.settings = List.copyOf(settings);
    this.metrics = Objects.requireNonNull(metrics, "metrics");
    this.limits = limits;
  }

  /** Starts them all; those that take long go on starting after the future has completed. */
  public Future<Void> start() {
    if (settings.isEmpty()) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(this::startable)
        .compose(
            startable -> {
              timer = vertx.setPeriodic(LOOK_MILLIS, id -> look());
              return Future.join(startable.stream().map(hook -> hook.start(jars)).toList());
            })
        .<Void>mapEmpty()
        .recover(
            failure -> {
              LOG.error("no hook could be started, all else goes on", failure);
              return Future.succeededFuture();
            });
  }

  private List<Hook> startable() {
    jars = HookJars.open(folder);
    jars.problems(settings)
        .forEach(
            problem -> LOG.error("not every hook can be started, all else goes on: {}", problem));
    List<Hook> startable = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      Hook hook = new Hook(vertx, i, settings.get(i), limits, metrics);
      hooks.add(hook);
      if (jars.problem(i, settings.get(i)).isEmpty()) {
        startable.add(hook);
      }
    }
    return startable;
  }

  private void look() {
    long now = System.nanoTime();
    hooks.forEach(hook -> hook.look(now));
  }

  /** Stops them all, then lets go of their jars. */
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.join(hooks.stream().map(Hook::stop).toList()).transform(end -> closeJars());
  }

  private Future<Void> closeJars() {
    return vertx.executeBlocking(
        () -> {
          try {
            if (jars != null) {
              jars.close();
            }
          } catch (IOException e) {
            LOG.debug("The jars of the hooks could not be closed: {}", e.toString());
          }
          return null;
        });
  }
}
