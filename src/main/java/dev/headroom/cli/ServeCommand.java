package dev.headroom.cli;

import dev.headroom.cluster.ClusterBus;
import dev.headroom.config.CurrentSettings;
import dev.headroom.config.Settings;
import dev.headroom.config.SettingsLoader;
import dev.headroom.config.Summary;
import dev.headroom.config.Version;
import dev.headroom.config.yaml.FilesRead;
import dev.headroom.node.Node;
import dev.headroom.store.DatabasePlace;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serve}: runs a node until it is told to stop. */
@Command(
    name = "serve",
    description = "Take callbacks and keep room in full groups (the default).",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /** The node's own stop is shorter; what hangs after this is left to the operating system. */
  private static final long STOP_SECONDS = 10;

  private static final long LEAVE_SECONDS = 1;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Exception {
    return serve(config.file());
  }

  /** Serves by that configuration until the process is told to stop. */
  public static int serve(Path file) throws Exception {
    Vertx vertx = Vertx.vertx(options());
    // Told to stop during the start, it still stops in order.
    Promise<Node> started = Promise.promise();
    Thread stop = new Thread(() -> stop(started.future()), "headroom-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      FilesRead read = new FilesRead();
      Settings settings = Waiting.on(SettingsLoader.load(vertx, file, System.getenv(), read));
      tell(file, settings);
      if (settings.cluster().enabled()) {
        Waiting.on(vertx.close());
        vertx = Waiting.on(ClusterBus.join(options(), settings.cluster()));
      }
      Node node = Waiting.on(Node.start(vertx, new CurrentSettings(settings), System.getenv()));
      node.watch(file, System.getenv(), read);
      started.complete(node);
    } catch (Exception e) {
      forget(stop);
      try {
        Waiting.on(vertx.close());
      } finally {
        // Perhaps it was told to stop meanwhile, and waits for the end of the start.
        started.fail(e);
      }
      throw e;
    }
    new CountDownLatch(1).await();
    return 0;
  }

  private static void forget(Thread stop) {
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      LOG.debug("The process ends already");
    }
  }

  private static VertxOptions options() {
    return new VertxOptions().setPreferNativeTransport(true);
  }

  /** What somebody who reads the log wants to know of the start. */
  private static void tell(Path file, Settings settings) {
    LOG.info(
        "Headroom {} starts on Java {} in {}, configured by {}",
        Version.current(),
        Runtime.version(),
        Path.of("").toAbsolutePath(),
        file);
    Summary.lines(settings, Instant.now()).forEach(LOG::info);
    DatabasePlace.warning(settings.jobs().url())
        .ifPresent(warning -> LOG.warn("the database {}; name a local disk in jobs.url", warning));
  }

  /** The signal to stop begins it, and the process ends with it. */
  private static void stop(Future<Node> started) {
    LOG.info("Headroom stops");
    long begun = System.nanoTime();
    CountDownLatch stopped = new CountDownLatch(1);
    started.onComplete(
        node -> node.stop().onComplete(end -> stopped.countDown()),
        failure -> {
          LOG.error("Headroom did not start: {}", Failures.inWords(failure));
          stopped.countDown();
        });
    boolean well = hasStopped(stopped, begun) && started.succeeded();
    if (well) {
      leave(started.result());
    }
    // A signal alone would make the exit code 128 and its number.
    Runtime.getRuntime().halt(well ? 0 : 1);
  }

  private static boolean hasStopped(CountDownLatch stopped, long begunNanos) {
    try {
      if (stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.info(
            "Headroom has stopped, which took {} ms",
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.warn("Headroom did not stop in time; what was left goes on at the next start");
    return false;
  }

  /** All work is done by now: what still holds Vert.x up, a hook that hangs say, is not awaited. */
  private static void leave(Node node) {
    CountDownLatch closed = new CountDownLatch(1);
    node.vertx().close().onComplete(end -> closed.countDown());
    try {
      if (!closed.await(LEAVE_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("Vert.x has not closed in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
