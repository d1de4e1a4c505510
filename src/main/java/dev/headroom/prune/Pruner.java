package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.jobs.TaskEnd.End;
import dev.headroom.ledger.Run;
import dev.headroom.ledger.RunEnd;
import dev.headroom.store.StoreException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Carries out tasks: each one run, and whatever the run came to is written down with the job's next
 * state. Safe for use from several contexts; a task stays on the context that brings it.
 */
public final class Pruner {

  private static final Logger LOG = LoggerFactory.getLogger(Pruner.class);
  private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

  private final RunContext tools;
  private final RunListener watch;
  private final Map<Outcome, Counter> runs = new EnumMap<>(Outcome.class);
  private final Counter removed;

  /** A pruner with its counters in the registry. */
  public Pruner(RunContext tools, MeterRegistry metrics) {
    this(tools, metrics, RunListener.NONE);
  }

  /** The same, with somebody who sees each try. */
  public Pruner(RunContext tools, MeterRegistry metrics, RunListener watch) {
    this.tools = Objects.requireNonNull(tools, "tools");
    this.watch = Objects.requireNonNull(watch, "watch");
    for (Outcome outcome : Outcome.values()) {
      runs.put(
          outcome,
          Counter.builder("headroom.runs")
              .description("Runs that have ended")
              .tag("outcome", outcome.wire())
              .register(metrics));
    }
    removed =
        Counter.builder("headroom.removed")
            .description("Members removed, by runs that have ended")
            .register(metrics);
  }

  /** Runs the task. The future never fails: what went wrong is in the answer. */
  public Future<TaskEnd> prune(Task task) {
    return Future.succeededFuture()
        .compose(start -> watch.watch(task, () -> new Attempt(task).carryOut()))
        .otherwise(
            error -> {
              say(Level.ERROR, task).setCause(error).log("run could not be written down");
              return new TaskEnd(End.LOST, 0, "the store failed");
            });
  }

  private static LoggingEventBuilder say(Level level, Task task) {
    return LOG.atLevel(level)
        .addKeyValue("group", task.key().groupId())
        .addKeyValue("job", task.job())
        .addKeyValue("run", task.run());
  }

  /** One try of one task. */
  private final class Attempt {

    private final Task task;
    private final PruneRun run;
    private final long startedNanos = System.nanoTime();

    Attempt(Task task) {
      this.task = task;
      this.run = new PruneRun(tools, task);
    }

    Future<TaskEnd> carryOut() {
      return run.run()
          .transform(
              ended ->
                  ended.succeeded()
                      ? finish(ended.result()).recover(this::notWritten)
                      : afterFailure(ended.cause()));
    }

    /** What the database will never take is tried again and counted, not left to the lease. */
    private Future<TaskEnd> notWritten(Throwable failure) {
      return failure instanceof StoreException
          ? Future.failedFuture(failure)
          : afterFailure(failure);
    }

    private Future<TaskEnd> finish(RunResult conclusion) {
      Instant now = tools.clock().instant();
      Rest rest =
          Rest.after(
              conclusion.outcome(),
              conclusion.policy(),
              task.restLevel(),
              conclusion.reasons(),
              now);
      return tools
          .book()
          .finish(task, conclusion.toRunEnd(now), conclusion.seqSeen(), rest.time(), rest.level())
          .map(
              written -> {
                if (!written) {
                  return lost("the lease was lost before the end was written");
                }
                ended(conclusion);
                return new TaskEnd(End.FINISHED, 0, "");
              });
    }

    private void ended(RunResult conclusion) {
      Outcome outcome = conclusion.outcome();
      runs.get(outcome).increment();
      removed.increment(conclusion.removed());
      watch.concluded(task, outcome, conclusion.removed());
      boolean alarm = outcome == Outcome.BRAKED || outcome == Outcome.DAILY_LIMIT;
      say(alarm ? Level.WARN : Level.INFO, task)
          .addKeyValue("outcome", outcome.wire())
          .addKeyValue("removed", conclusion.removed())
          .addKeyValue("wouldRemove", conclusion.wouldRemove().size())
          .addKeyValue("millis", Duration.ofNanos(System.nanoTime() - startedNanos).toMillis())
          .addKeyValue("note", conclusion.note())
          .log("run ended");
    }

    private Future<TaskEnd> afterFailure(Throwable failure) {
      if (failure instanceof FenceClosed stopped) {
        return switch (stopped.why()) {
          case STOPPING -> retry(false, Duration.ZERO, 0, stopped.getMessage());
          // Nobody claims it before the pause ends.
          case PAUSED -> retry(false, Duration.ZERO, 0, stopped.getMessage());
          // A lease that is really lost refuses what would be written.
          case LEASE_LOST, BUSY, DEADLINE -> ofTheJob(stopped.getMessage());
        };
      }
      if (failure instanceof ChatException error) {
        return afterFailure(error);
      }
      if (failure instanceof StoreException) {
        return retry(false, STORE_PAUSE, 0, failure.getMessage());
      }
      say(Level.ERROR, task).setCause(failure).log("run failed unexpectedly");
      return ofTheJob("unexpected: " + failure.getClass().getSimpleName());
    }

    private Future<TaskEnd> afterFailure(ChatException error) {
      if (error.kind() == ChatException.Kind.REFUSED) {
        return dead(error.getMessage());
      }
      ChatApi chat = tools.chat().apply(task.key().sdkAppId());
      return ChatApi.isOfApp(chat, task.key().groupId(), error)
          .compose(ofApp -> ofApp ? ofTheApp(error) : ofTheJob(error.getMessage()));
    }

    private Future<TaskEnd> ofTheApp(ChatException error) {
      return retry(false, error.pause(), error.pause().toMillis(), error.getMessage());
    }

    private Future<TaskEnd> ofTheJob(String cause) {
      return task.attempts() + 1 < tools.maxAttempts()
          ? retry(true, Duration.ZERO, 0, cause)
          : dead(cause);
    }

    private Future<TaskEnd> dead(String cause) {
      Run header = run.header();
      RunEnd end =
          new RunEnd(
              header, Outcome.FAILED, null, List.of(), Map.of(), cause, tools.clock().instant());
      return tools
          .book()
          .dead(task, end)
          .recover(
              failure ->
                  failure instanceof StoreException
                      ? Future.failedFuture(failure)
                      : tools.book().deadWithoutRun(task, cause))
          .map(
              written -> {
                if (!written) {
                  return lost(cause);
                }
                runs.get(Outcome.FAILED).increment();
                removed.increment(run.removed());
                watch.concluded(task, Outcome.FAILED, run.removed());
                say(Level.WARN, task).addKeyValue("cause", cause).log("job is dead");
                return new TaskEnd(End.DEAD, 0, cause);
              });
    }

    private Future<TaskEnd> retry(boolean counts, Duration pause, long parkMillis, String cause) {
      return tools
          .book()
          .retry(task, counts, pause, cause)
          .map(
              written -> {
                if (!written) {
                  return lost(cause);
                }
                say(Level.INFO, task).addKeyValue("cause", cause).log("run will be tried again");
                return new TaskEnd(End.RETRY, parkMillis, cause);
              });
    }

    private TaskEnd lost(String cause) {
      say(Level.WARN, task).addKeyValue("cause", cause).log("run left to whoever has the lease");
      return new TaskEnd(End.LOST, 0, cause);
    }
  }
}
