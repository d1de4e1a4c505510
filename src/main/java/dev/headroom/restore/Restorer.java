package dev.headroom.restore;

import dev.headroom.chat.ChatApi;
import dev.headroom.chat.ChatException;
import dev.headroom.jobs.Task;
import dev.headroom.jobs.TaskAnswers;
import dev.headroom.jobs.TaskEnd;
import dev.headroom.jobs.TaskEnd.End;
import dev.headroom.ledger.RestoreResult;
import dev.headroom.restore.RestoreBook.Verdict;
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
  private static final TaskAnswers.Words WORDS =
      new TaskAnswers.Words(
          "restore will be tried again",
          "restore left to whoever has the lease",
          "restore failed unexpectedly");

  private final RestoreContext context;
  private final Map<RestoreResult, Counter> results = new EnumMap<>(RestoreResult.class);

  /** A restorer with its counters in the registry. */
  public Restorer(RestoreContext context, MeterRegistry metrics) {
    this.context = Objects.requireNonNull(context, "context");
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
    return context
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
  private final class Attempt implements TaskAnswers.Attempt {

    private final Task task;
    private final RestoreRun run;
    private final TaskAnswers answers;

    Attempt(Task task) {
      this.task = task;
      this.run = new RestoreRun(context, task);
      this.answers = new TaskAnswers(task, context.tasks().maxAttempts(), WORDS, this);
    }

    Future<TaskEnd> carryOut() {
      return run.run()
          .transform(
              ended -> {
                run.counts().forEach((result, count) -> results.get(result).increment(count));
                return ended.succeeded() ? finish() : afterFailure(ended.cause());
              });
    }

    private Future<TaskEnd> finish() {
      return context
          .book()
          .finish(task, context.rest().apply(task.key()))
          .map(
              written -> {
                if (!written) {
                  return answers.lost("the lease was lost before the end was written");
                }
                say(Level.INFO).addKeyValue("results", run.counts()).log("restore ended");
                return new TaskEnd(End.FINISHED, 0, "");
              });
    }

    private Future<TaskEnd> afterFailure(Throwable failure) {
      // Whether this try brought anybody further.
      boolean hasHelped = !run.counts().isEmpty();
      if (!(failure instanceof ChatException error)) {
        return answers.afterFailure(failure, hasHelped);
      }
      if (error.kind() == ChatException.Kind.GROUP_GONE) {
        return giveUp(new Verdict(RestoreResult.GROUP_GONE, error.getMessage()));
      }
      if (error.kind() == ChatException.Kind.REFUSED) {
        return giveUp(error.getMessage());
      }
      if (error.notSent() && hasHelped) {
        return answers.notOfTheJob(error.pause(), error.getMessage());
      }
      ChatApi chat = context.chat().apply(task.key().sdkAppId());
      return answers.afterFailure(
          ChatApi.isOfApp(chat, task.key().groupId(), error), error.pause(), error.getMessage());
    }

    /** A job of a restore is never dead: those who could not be helped are told by name. */
    @Override
    public Future<TaskEnd> giveUp(String cause) {
      return giveUp(new Verdict(RestoreResult.REFUSED, cause));
    }

    private Future<TaskEnd> giveUp(Verdict verdict) {
      return context
          .book()
          .settleAll(task, verdict)
          .compose(
              count -> {
                if (count.isEmpty()) {
                  return Future.succeededFuture(answers.lost(verdict.detail()));
                }
                results.get(verdict.result()).increment(count.get());
                say(Level.WARN)
                    .addKeyValue("result", verdict.result().wire())
                    .addKeyValue("count", count.get())
                    .addKeyValue("cause", verdict.detail())
                    .log("members were not brought back");
                return finish();
              });
    }

    @Override
    public Future<Boolean> retry(boolean counts, Duration pause, String cause) {
      return context.book().retry(task, counts, pause, cause);
    }

    @Override
    public LoggingEventBuilder say(Level level) {
      return Restorer.say(level, task);
    }
  }
}
