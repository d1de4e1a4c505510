package dev.headroom.config;

import dev.headroom.config.yaml.FilesRead;
import dev.headroom.config.yaml.InvalidSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a changed configuration in force while the service runs. It looks at what is in the files,
 * not at their times or places, so it sees whatever way they were written or replaced, symbolic
 * links that lead elsewhere included; and it waits until a change is over, that is until two looks
 * find the same.
 *
 * <p>A configuration that cannot be used changes nothing: the last good one stays, and the gauge
 * {@code headroom.config.rejected} is 1 until the files are good again.
 */
public final class ConfigReload {

  private static final Logger LOG = LoggerFactory.getLogger(ConfigReload.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Path file;
  private final Map<String, String> environment;
  private final CurrentSettings current;
  private final Duration every;

  /** What was read when the files were last judged. */
  private FilesRead judged;

  /** What the last look found. */
  private Map<String, String> found = Map.of();

  private volatile boolean rejected;
  private volatile boolean stopped;

  /**
   * Looks at nothing before {@link #start()}.
   *
   * @param file the configuration file; those it names are watched, too
   * @param environment what {@code ${NAME}} may name
   * @param read what was read for the settings that are in force now
   * @param current told what is in force
   * @param meters gets the gauge
   */
  public ConfigReload(
      Vertx vertx,
      Path file,
      Map<String, String> environment,
      FilesRead read,
      CurrentSettings current,
      MeterRegistry meters) {
    this(vertx, file, environment, read, current, meters, EVERY);
  }

  ConfigReload(
      Vertx vertx,
      Path file,
      Map<String, String> environment,
      FilesRead read,
      CurrentSettings current,
      MeterRegistry meters,
      Duration every) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.file = Objects.requireNonNull(file, "file");
    this.environment = Map.copyOf(environment);
    this.judged = Objects.requireNonNull(read, "read");
    this.current = Objects.requireNonNull(current, "current");
    this.every = every;
    Gauge.builder("headroom.config.rejected", this, reload -> reload.rejected ? 1 : 0)
        .description("1 while the configuration file cannot be used and an older one is in force")
        .register(meters);
  }

  /** Begins. One look follows the other on worker threads. */
  public Future<Void> start() {
    if (isReadable(judged)) {
      lookLater();
    }
    return Future.succeededFuture();
  }

  /** Who reads a pipe again waits for ever, or finds nothing in it: then nothing is looked at. */
  private boolean isReadable(FilesRead files) {
    List<String> pipes = files.pipes();
    if (!pipes.isEmpty()) {
      stopped = true;
      LOG.warn(
          "changes of the configuration are not watched: {} can be read only once",
          String.join(", ", pipes));
    }
    return pipes.isEmpty();
  }

  /** Ends; a change that is being read is not put in force any more. Any thread. */
  public Future<Void> stop() {
    stopped = true;
    return Future.succeededFuture();
  }

  private void lookLater() {
    vertx
        .timer(every.toMillis())
        .compose(due -> stopped ? Future.succeededFuture() : look())
        .onComplete(this::looked);
  }

  private void looked(AsyncResult<Void> look) {
    if (stopped) {
      return;
    }
    if (look.failed()) {
      LOG.error("the configuration could not be watched", look.cause());
    }
    lookLater();
  }

  private Future<Void> look() {
    return vertx
        .executeBlocking(judged::again)
        .compose(
            read -> {
              if (!isReadable(read)) {
                return Future.succeededFuture();
              }
              Map<String, String> now = read.digests();
              boolean steady = now.equals(found);
              found = now;
              return steady && !now.equals(judged.digests()) ? judge() : Future.succeededFuture();
            });
  }

  private Future<Void> judge() {
    FilesRead files = new FilesRead();
    return SettingsLoader.load(vertx, file, environment, files)
        .transform(
            loaded -> {
              judged = files;
              found = files.digests();
              if (stopped) {
                return Future.succeededFuture();
              }
              if (loaded.succeeded()) {
                accept(loaded.result());
              } else {
                reject(loaded.cause());
              }
              return Future.succeededFuture();
            });
  }

  private void accept(Settings settings) {
    Reload reload = Reload.of(current.get(), settings);
    if (!reload.problems().isEmpty()) {
      reject(new InvalidSettings(reload.problems()));
      return;
    }
    if (!reload.restart().isEmpty()) {
      LOG.warn("needs a restart: {}", String.join(", ", reload.restart()));
    }
    if (reload.applied().isEmpty()) {
      rejected = false;
      LOG.info("configuration read again: it can be used, and nothing is to be changed");
    } else {
      current.replace(reload.settings());
      rejected = false;
      LOG.info("configuration changed: {}", String.join(", ", reload.applied()));
    }
  }

  private void reject(Throwable failure) {
    rejected = true;
    if (failure instanceof InvalidSettings invalid) {
      LOG.warn(
          "the configuration cannot be used, the one before stays in force\n{}",
          invalid.getMessage());
    } else {
      LOG.error("the configuration could not be read, the one before stays in force", failure);
    }
  }
}
