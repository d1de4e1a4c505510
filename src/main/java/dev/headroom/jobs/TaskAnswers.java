package dev.headroom.jobs;

import dev.headroom.jobs.TaskEnd.End;
import dev.headroom.store.StoreException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Answers a task whose try did not come to its end: by another try, or by none. Runs and restores
 * have this in common. Each try has its own, on its context.
 */
public final class TaskAnswers {

  private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

  private final Task task;
  private final int maxAttempts;
  private final Words words;
  private final Attempt attempt;

  /**
   * What the log says.
   *
   * @param again the task will be tried again
   * @param left the lease is lost: whoever has it goes on
   * @param failed a failure that nobody foresaw
   */
  public record Words(String again, String left, String failed) {}

  /** What a run and a restore do each in its own way. */
  public interface Attempt {

    /**
     * Lets the job wait for another try.
     *
     * @param counts whether it counts as a failure of the job's own; if not, the delay is {@code
     *     pause}
     * @return false when the lease is lost
     */
    Future<Boolean> retry(boolean counts, Duration pause, String cause);

    /** Ends the task without another try: there were failures enough. */
    Future<TaskEnd> giveUp(String cause);

    /** Begins a line of the log about the task. */
    LoggingEventBuilder say(Level level);
  }

  /**
   * Answers that task.
   *
   * @param maxAttempts failures of the job's own before it is given up
   */
  public TaskAnswers(Task task, int maxAttempts, Words words, Attempt attempt) {
    this.task = Objects.requireNonNull(task, "task");
    this.maxAttempts = maxAttempts;
    this.words = Objects.requireNonNull(words, "words");
    this.attempt = Objects.requireNonNull(attempt, "attempt");
  }

  /**
   * The answer to a failure that is not of Chat.
   *
   * @param hasHelped whether the try brought anybody further: then another one is no circle
   */
  public Future<TaskEnd> afterFailure(Throwable failure, boolean hasHelped) {
    if (failure instanceof TaskStopped stopped) {
      return stopped.counts() && !hasHelped
          ? ofTheJob(stopped.getMessage())
          : notOfTheJob(Duration.ZERO, stopped.getMessage());
    }
    if (failure instanceof StoreException) {
      return notOfTheJob(STORE_PAUSE, failure.getMessage());
    }
    attempt.say(Level.ERROR).setCause(failure).log(words.failed());
    return ofTheJob("unexpected: " + failure.getClass().getSimpleName());
  }

  /**
   * Another try for a failure of Chat.
   *
   * @param isOfApp whether it is the whole app's: then no task of the app is tried before the pause
   *     is over, and it counts against none
   */
  public Future<TaskEnd> afterFailure(Future<Boolean> isOfApp, Duration pause, String cause) {
    return isOfApp.compose(
        ofApp -> ofApp ? retry(false, pause, pause.toMillis(), cause) : ofTheJob(cause));
  }

  /** Another try after that pause for what is not the job's fault. */
  public Future<TaskEnd> notOfTheJob(Duration pause, String cause) {
    return retry(false, pause, 0, cause);
  }

  /** Another try for a failure of the job's own, if it has not had too many of them. */
  private Future<TaskEnd> ofTheJob(String cause) {
    return task.attempts() + 1 < maxAttempts
        ? retry(true, Duration.ZERO, 0, cause)
        : attempt.giveUp(cause);
  }

  private Future<TaskEnd> retry(boolean counts, Duration pause, long parkMillis, String cause) {
    return attempt
        .retry(counts, pause, cause)
        .map(
            written -> {
              if (!written) {
                return lost(cause);
              }
              attempt.say(Level.INFO).addKeyValue("cause", cause).log(words.again());
              return new TaskEnd(End.RETRY, parkMillis, cause);
            });
  }

  /** The answer when nothing could be written because the lease is lost. */
  public TaskEnd lost(String cause) {
    attempt.say(Level.WARN).addKeyValue("cause", cause).log(words.left());
    return new TaskEnd(End.LOST, 0, cause);
  }
}
