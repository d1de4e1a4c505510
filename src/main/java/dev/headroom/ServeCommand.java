package dev.headroom;

import dev.headroom.config.SettingsLoader;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
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
final class ServeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  /** The node's own stop is shorter; what hangs after this is left to the operating system. */
  private static final long STOP_SECONDS = 10;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Exception {
    return serve(config.file());
  }

  /** Serves by that configuration until the process is told to stop. */
  static int serve(Path file) throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    Service service;
    try {
      service =
          Waiting.on(
              SettingsLoader.load(vertx, file, System.getenv())
                  .onSuccess(
                      settings ->
                          LOG.atInfo()
                              .addKeyValue("version", Headroom.Version.current())
                              .addKeyValue("java", Runtime.version())
                              .addKeyValue("settings", settings)
                              .log("Headroom starts"))
                  .compose(settings -> Service.start(vertx, settings)));
    } catch (Exception e) {
      Waiting.on(vertx.close());
      throw e;
    }
    stopAtExit(vertx, service);
    return 0;
  }

  /** Waits for ever; the signal to stop runs the hook, and the process ends with it. */
  private static void stopAtExit(Vertx vertx, Service service) throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  LOG.info("Headroom stops");
                  service
                      .stop()
                      .transform(end -> vertx.close())
                      .onComplete(end -> stopped.countDown());
                  // A signal alone would make the exit code 128 and its number.
                  Runtime.getRuntime().halt(hasStopped(stopped) ? 0 : 1);
                },
                "headroom-stop"));
    new CountDownLatch(1).await();
  }

  private static boolean hasStopped(CountDownLatch stopped) {
    try {
      if (stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.info("Headroom has stopped");
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.warn("Headroom did not stop in time; what was left goes on at the next start");
    return false;
  }
}
