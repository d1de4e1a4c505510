package dev.headroom.restore;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.jobs.TaskEnd.End;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.restore.RestoreBook.Verdict;
import dev.headroom.store.StoreException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Carries out tasks of groups that members are to be brought back to. Safe for use from several
 * contexts; a task stays on the context that brings it.
 */
public final class Restorer {

  private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);
  private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

  private final RestoreContext means;
  private final Map<RestoreResult, Counter> results = new EnumMap<>(RestoreResult.class);

  /** A restorer with its counters in the registry. */
  public Restorer(RestoreContext means, MeterRegistry metrics) {
    this.means = Objects.requireNonNull(means, "means");
    for (RestoreResult result : RestoreResult.values()) {
      if (result != RestoreResult.WAITING) {
        results.put(
            result,
            Counter.builder("headroom.restored")
                .description("Removed members who were to be brought back")
                .tag("result", result.wire())
                .register(metrics));
      }
    }
  }

  /**
   * Brings everybody back who waits for the task's group. The future never fails.
   *
   * @return empty when the task is not a restore's: a run may have it
   */
  public Future<Optional<TaskEnd>> restore(Task task) {
    return means
        .book()
        .isRestore(task)
        .compose(
            isRestore ->
                isRestore
                    ? new Attempt(task).carryOut().map(Optional::of)
                    : Future.succeededFuture(Optional.<TaskEnd>empty()))
        .otherwise(
            error -> {
              say(Level.ERROR, task).setCause(error).log("restore could not be written down");
              return Optional.of(new TaskEnd(End.LOST, 0, "the store failed"));
            });
  }

  private static LoggingEventBuilder say(Level level, Task task) {
    return LOG.atLevel(level)
        .addKeyValue("group", task.key().groupId())
        .addKeyValue("job", task.job());
  }

  /** One try of one task. */
  private final class Attempt {

    private final Task task;
    private final RestoreRun homecoming;

    Attempt(Task task) {
      this.task = task;
      this.homecoming = new RestoreRun(means, task);
    }

    Future<TaskEnd> carryOut() {
      return homecoming
          .run()
          .transform(
              ended -> {
                homecoming
                    .counts()
                    .forEach((result, count) -> results.get(result).increment(count));
                return ended.succeeded() ? finish() : afterFailure(ended.cause());
              });
    }

    private Future<TaskEnd> finish() {
      return means
          .book()
          .finish(task, means.rest().apply(task.key()))
          .map(
              written -> {
                if (!written) {
                  return lost("the lease was lost before the end was written");
                }
                say(Level.INFO, task)
                    .addKeyValue("results", homecoming.counts())
                    .log("restore ended");
                return new TaskEnd(End.FINISHED, 0, "");
              });
    }

    private Future<TaskEnd> afterFailure(Throwable failure) {
      if (failure instanceof Stopped stopped) {
        // A lease that is really lost refuses what would be written.
        return stopped.why() == Stopped.Why.STOPPING || hasHelped()
            ? retry(false, Duration.ZERO, 0, stopped.getMessage())
            : ofTheJob(stopped.getMessage());
      }
      if (failure instanceof StoreException) {
        return retry(false, STORE_PAUSE, 0, failure.getMessage());
      }
      if (!(failure instanceof ChatException error)) {
        say(Level.ERROR, task).setCause(failure).log("restore failed unexpectedly");
        return ofTheJob("unexpected: " + failure.getClass().getSimpleName());
      }
      if (error.kind() == ChatException.Kind.GROUP_GONE) {
        return giveUp(new Verdict(RestoreResult.GROUP_GONE, error.getMessage()));
      }
      if (error.kind() == ChatException.Kind.REFUSED) {
        return giveUp(new Verdict(RestoreResult.REFUSED, error.getMessage()));
      }
      if (error.notSent() && hasHelped()) {
        return retry(false, error.pause(), 0, error.getMessage());
      }
      ChatApi chat = means.chat().apply(task.key().sdkAppId());
      return ChatApi.isOfApp(chat, task.key().groupId(), error)
          .compose(ofApp -> ofApp ? ofTheApp(error) : ofTheJob(error.getMessage()));
    }

    private Future<TaskEnd> ofTheApp(ChatException error) {
      return retry(false, error.pause(), error.pause().toMillis(), error.getMessage());
    }

    /** Whether this try brought anybody further: then another one is no circle. */
    private boolean hasHelped() {
      return !homecoming.counts().isEmpty();
    }

    /** A job of a restore is never dead: those who could not be helped are told by name. */
    private Future<TaskEnd> ofTheJob(String cause) {
      return task.attempts() + 1 < means.maxAttempts()
          ? retry(true, Duration.ZERO, 0, cause)
          : giveUp(new Verdict(RestoreResult.REFUSED, cause));
    }

    private Future<TaskEnd> giveUp(Verdict verdict) {
      return means
          .book()
          .settleAll(task, verdict)
          .compose(
              count -> {
                if (count.isEmpty()) {
                  return Future.succeededFuture(lost(verdict.detail()));
                }
                results.get(verdict.result()).increment(count.get());
                say(Level.WARN, task)
                    .addKeyValue("result", verdict.result().wire())
                    .addKeyValue("count", count.get())
                    .addKeyValue("cause", verdict.detail())
                    .log("members were not brought back");
                return finish();
              });
    }

    private Future<TaskEnd> retry(boolean counts, Duration pause, long parkMillis, String cause) {
      return means
          .book()
          .retry(task, counts, pause, cause)
          .map(
              written -> {
                if (!written) {
                  return lost(cause);
                }
                say(Level.INFO, task)
                    .addKeyValue("cause", cause)
                    .log("restore will be tried again");
                return new TaskEnd(End.RETRY, parkMillis, cause);
              });
    }

    private TaskEnd lost(String cause) {
      say(Level.WARN, task)
          .addKeyValue("cause", cause)
          .log("restore left to whoever has the lease");
      return new TaskEnd(End.LOST, 0, cause);
    }
  }
}
