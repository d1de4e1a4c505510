package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Waits for the end of a run that was asked for. */
final class WaitForRun {

  /** Longer than {@code prune.runDeadline} is by default. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Option(names = "--no-wait", description = "do not wait for its end; only print its id")
  private boolean isLeft;

  /** Shows the run that was accepted, at its end unless that is not to be waited for. */
  int follow(ManagementClient service, Connection connection, Answer accepted)
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
        new Polling(
                "Run " + id,
                PATIENCE,
                "it goes on by itself: see it with 'run " + id + "', and 'status' for a pause")
            .end(connection, () -> ended(service, id));
    connection.print(run, RunScreen::lines);
    return "failed".equals(run.json().getString("outcome")) ? 1 : 0;
  }

  /** A run that waits for its turn is not there yet. */
  private static Optional<Answer> ended(ManagementClient service, String id)
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
}
