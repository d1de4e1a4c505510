package dev.headroom.operator;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Waits for the end of a run that was asked for. */
final class RunWatch {

  private static final Duration STEP = Duration.ofMillis(300);
  private static final Duration TOLD_AFTER = Duration.ofSeconds(3);

  /** Longer than {@code prune.runDeadline} is by default. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  @Option(names = "--no-wait", description = "do not wait for its end; only print its id")
  private boolean isLeft;

  /** Shows the run that was accepted, at its end unless that is not to be waited for. */
  int follow(Service service, Connection connection, Answer accepted)
      throws ServiceException, InterruptedException {
    String id = accepted.json().getString("id");
    if (isLeft) {
      connection.print(accepted, (json, times) -> List.of("Run " + Words.clean(id)));
      return 0;
    }
    Answer run = end(service, connection, id);
    connection.print(run, RunScreen::lines);
    return "failed".equals(run.json().getString("outcome")) ? 1 : 0;
  }

  private static Answer end(Service service, Connection connection, String id)
      throws ServiceException, InterruptedException {
    long begun = System.nanoTime();
    boolean isTold = false;
    while (true) {
      Answer run = service.tried(ApiPath.of("runs", id));
      JsonObject json = run.json();
      boolean isMissing = run.status() == 404 && json != null && json.containsKey("code");
      if (run.status() != 200 && !isMissing) {
        throw service.refusal(run);
      }
      if (!isMissing && json != null && json.getString("outcome") != null) {
        return run;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      if (waited.compareTo(PATIENCE) > 0) {
        throw ServiceException.failed(
            "run " + id + " has not ended within " + Times.length(PATIENCE),
            "it goes on by itself: see it with 'run " + id + "', and 'status' for a pause");
      }
      if (!isTold && waited.compareTo(TOLD_AFTER) > 0) {
        isTold = true;
        connection
            .err()
            .println(
                (isMissing ? "Run " + id + " has not begun yet" : "Run " + id + " goes on")
                    + "; Ctrl-C leaves it to itself.");
      }
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    }
  }
}
