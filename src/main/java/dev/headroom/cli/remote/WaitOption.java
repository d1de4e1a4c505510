package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Waits for the end of a run or a restore that was asked for, unless that is not wanted. */
final class WaitOption {

  private static final Duration STEP = Duration.ofMillis(300);
  private static final Duration TOLD_AFTER = Duration.ofSeconds(3);

  /** Longer than {@code prune.runDeadline} is by default. */
  private static final Duration RUN_PATIENCE = Duration.ofMinutes(15);

  private static final Duration RESTORE_PATIENCE = Duration.ofHours(1);

  @Option(names = "--no-wait", description = "do not wait for its end; only print its id")
  private boolean isLeft;

  /** One look at it. */
  private interface Look {

    /** How it ended, if it has. */
    Optional<Answer> at() throws ServiceException, InterruptedException;
  }

  /** Shows the run that was accepted, at its end unless that is not to be waited for. */
  int forRun(ManagementClient service, Connection connection, Answer accepted)
      throws ServiceException, InterruptedException {
    String id = accepted.json().getString("id");
    // Whoever waits for the end is told why it does not come; the answer itself is for programs.
    Times times = Times.local(Clock.systemUTC());
    BoundsText.ofGroup(accepted.json(), times).forEach(connection.err()::println);
    connection.err().flush();
    if (isLeft) {
      connection.print(accepted, (json, when) -> List.of("Run " + TerminalText.clean(id)));
      return 0;
    }
    Answer run =
        end(
            "Run " + id,
            RUN_PATIENCE,
            "it goes on by itself: see it with 'run " + id + "', and 'status' for a pause",
            connection,
            () -> endOfRun(service, id));
    connection.print(run, RunScreen::lines);
    return "failed".equals(run.json().getString("outcome")) ? 1 : 0;
  }

  /** A run that waits for its turn is not there yet. */
  private static Optional<Answer> endOfRun(ManagementClient service, String id)
      throws ServiceException, InterruptedException {
    Answer run = service.tried(ApiPath.of("runs", id));
    JsonObject json = run.json();
    boolean isMissing = run.status() == 404 && json != null && json.containsKey("code");
    if (run.status() != 200 && !isMissing) {
      throw service.refusal(run);
    }
    boolean hasEnded = !isMissing && json != null && json.getString("outcome") != null;
    return hasEnded ? Optional.of(run) : Optional.empty();
  }

  /** Shows the restore that was accepted; 1 when somebody of it is not back. */
  int forRestore(ManagementClient service, Connection connection, Answer accepted)
      throws ServiceException, InterruptedException {
    String id = accepted.json().getString("id");
    if (isLeft) {
      connection.print(accepted, (json, times) -> List.of("Restore " + TerminalText.clean(id)));
      return 0;
    }
    Answer restore =
        end(
            "Restore " + id,
            RESTORE_PATIENCE,
            "it goes on by itself: see it with 'restores " + id + "'",
            connection,
            () ->
                Optional.of(service.get(ApiPath.of("restores", id)))
                    .filter(answer -> "done".equals(answer.json().getString("state"))));
    connection.print(restore, RestoreScreen::lines);
    return RestoreScreen.isComplete(restore.json()) ? 0 : 1;
  }

  /**
   * Looks until it has ended, and says after a while that it has not.
   *
   * @param what it is, e.g. {@code Run} and its id
   * @param patience how long to wait at most
   * @param remedy what to do then
   */
  private static Answer end(
      String what, Duration patience, String remedy, Connection connection, Look look)
      throws ServiceException, InterruptedException {
    long begun = System.nanoTime();
    boolean isTold = false;
    while (true) {
      Optional<Answer> end = look.at();
      if (end.isPresent()) {
        return end.get();
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      if (waited.compareTo(patience) > 0) {
        throw ServiceException.failed(
            what + " has not ended within " + Times.length(patience), remedy);
      }
      if (!isTold && waited.compareTo(TOLD_AFTER) > 0) {
        isTold = true;
        connection.err().println(what + " has not ended yet; Ctrl-C leaves it to itself.");
      }
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    }
  }
}
