package dev.headroom.prune;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.event.Outcome;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskAnswers;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.jobs.TaskEnd.End;
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
  private static final TaskAnswers.Words WORDS =
      new TaskAnswers.Words(
          "run will be tried again",
          "run left to whoever has the lease",
          "run failed unexpectedly");

  private final RunContext context;
  private final RunBook book;
  private final RunListener listener;
  private final Map<Outcome, Counter> runs = new EnumMap<>(Outcome.class);
  private final Counter removed;

  /** A pruner with its counters in the registry. */
  public Pruner(RunContext context, RunBook book, MeterRegistry metrics) {
    this(context, book, metrics, RunListener.NONE);
  }

  /** The same, with somebody who sees each try. */
  public Pruner(RunContext context, RunBook book, MeterRegistry metrics, RunListener listener) {
    this.context = Objects.requireNonNull(context, "context");
    this.book = Objects.requireNonNull(book, "book");
    this.listener = Objects.requireNonNull(listener, "listener");
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
        .compose(start -> listener.watch(task, () -> new Attempt(task).carryOut()))
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
  private final class Attempt implements TaskAnswers.Attempt {

    private final Task task;
    private final PruneRun run;
    private final TaskAnswers answers;
    private final long startedNanos = System.nanoTime();

    Attempt(Task task) {
      this.task = task;
      this.run = new PruneRun(context, task, new ChatRemover(context, book, task));
      this.answers = new TaskAnswers(task, context.tasks().maxAttempts(), WORDS, this);
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

    private Future<TaskEnd> finish(RunResult result) {
      Instant now = context.clock().instant();
      Rest rest =
          Rest.after(result.outcome(), result.policy(), task.restLevel(), result.reasons(), now);
      return book.finish(task, result.toRunEnd(now), result.seqSeen(), rest.time(), rest.level())
          .map(
              written -> {
                if (!written) {
                  return answers.lost("the lease was lost before the end was written");
                }
                ended(result);
                return new TaskEnd(End.FINISHED, 0, "");
              });
    }

    private void ended(RunResult result) {
      Outcome outcome = result.outcome();
      tell(outcome, result.removed());
      boolean alarm = outcome == Outcome.BRAKED || outcome == Outcome.DAILY_LIMIT;
      say(alarm ? Level.WARN : Level.INFO)
          .addKeyValue("outcome", outcome.wire())
          .addKeyValue("removed", result.removed())
          .addKeyValue("wouldRemove", result.wouldRemove().size())
          .addKeyValue("millis", Duration.ofNanos(System.nanoTime() - startedNanos).toMillis())
          .addKeyValue("note", result.note())
          .log("run ended");
    }

    private void tell(Outcome outcome, int removedByRun) {
      runs.get(outcome).increment();
      removed.increment(removedByRun);
      listener.concluded(task, outcome, removedByRun);
    }

    private Future<TaskEnd> afterFailure(Throwable failure) {
      if (!(failure instanceof ChatException error)) {
        return answers.afterFailure(failure, false);
      }
      if (error.kind() == ChatException.Kind.REFUSED) {
        return giveUp(error.getMessage());
      }
      ChatApi chat = context.chat().apply(task.key().sdkAppId());
      return answers.afterFailure(
          ChatApi.isOfApp(chat, task.key().groupId(), error), error.pause(), error.getMessage());
    }

    @Override
    public Future<TaskEnd> giveUp(String cause) {
      Instant now = context.clock().instant();
      RunEnd end = new RunEnd(run.header(), Outcome.FAILED, null, List.of(), Map.of(), cause, now);
      return book.dead(task, end)
          .recover(
              failure ->
                  failure instanceof StoreException
                      ? Future.failedFuture(failure)
                      : book.deadWithoutRun(task, cause))
          .map(
              written -> {
                if (!written) {
                  return answers.lost(cause);
                }
                tell(Outcome.FAILED, run.removed());
                say(Level.WARN).addKeyValue("cause", cause).log("job is dead");
                return new TaskEnd(End.DEAD, 0, cause);
              });
    }

    @Override
    public Future<Boolean> retry(boolean counts, Duration pause, String cause) {
      return book.retry(task, counts, pause, cause);
    }

    @Override
    public LoggingEventBuilder say(Level level) {
      return Pruner.say(level, task);
    }
  }
}
