package dev.headroom.cli.remote;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Waits until what became of everybody is known. */
final class WaitForRestore {

  private static final Duration PATIENCE = Duration.ofHours(1);

  @Option(names = "--no-wait", description = "do not wait for its end; only print its id")
  private boolean isLeft;

  /** Shows the restore that was accepted; 1 when somebody of it is not back. */
  int follow(ManagementClient service, Connection connection, Answer accepted)
      throws ServiceException, InterruptedException {
    String id = accepted.json().getString("id");
    if (isLeft) {
      connection.print(accepted, (json, times) -> List.of("Restore " + TerminalText.clean(id)));
      return 0;
    }
    Answer restore =
        new Polling(
                "Restore " + id,
                PATIENCE,
                "it goes on by itself: see it with 'restores " + id + "'")
            .end(connection, () -> ended(service, id));
    connection.print(restore, RestoreScreen::lines);
    return RestoreScreen.isComplete(restore.json()) ? 0 : 1;
  }

  private static Optional<Answer> ended(ManagementClient service, String id)
      throws ServiceException, InterruptedException {
    return Optional.of(service.get(ApiPath.of("restores", id)))
        .filter(restore -> "done".equals(restore.json().getString("state")));
  }
}
