package dev.headroom.operator;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;

/** Waits until what became of everybody is known. */
final class RestoreWatch {

  private static final Duration STEP = Duration.ofMillis(300);
  private static final Duration TOLD_AFTER = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofHours(1);

  @Option(names = "--no-wait", description = "do not wait for its end; only print its id")
  private boolean isLeft;

  /** Shows the restore that was accepted; 1 when somebody of it is not back. */
  int follow(Service service, Connection connection, Answer accepted)
      throws ServiceException, InterruptedException {
    String id = accepted.json().getString("id");
    if (isLeft) {
      connection.print(accepted, (json, times) -> List.of("Restore " + Words.clean(id)));
      return 0;
    }
    Answer restore = end(service, connection, id);
    connection.print(restore, RestoreScreen::lines);
    return RestoreScreen.isComplete(restore.json()) ? 0 : 1;
  }

  private static Answer end(Service service, Connection connection, String id)
      throws ServiceException, InterruptedException {
    long begun = System.nanoTime();
    boolean isTold = false;
    while (true) {
      Answer restore = service.get(ApiPath.of("restores", id));
      if ("done".equals(restore.json().getString("state"))) {
        return restore;
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      if (waited.compareTo(PATIENCE) > 0) {
        throw ServiceException.failed(
            "restore " + id + " has not ended within " + Times.length(PATIENCE),
            "it goes on by itself: see it with 'restores " + id + "'");
      }
      if (!isTold && waited.compareTo(TOLD_AFTER) > 0) {
        isTold = true;
        connection.err().println("Restore " + id + " goes on; Ctrl-C leaves it to itself.");
      }
      TimeUnit.MILLISECONDS.sleep(STEP.toMillis());
    }
  }
}
