package dev.headroom.cli.remote;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Waits for the end of what goes on in the service, and says so after a while.
 *
 * @param what it is, e.g. {@code Run} and its id
 * @param patience how long to wait at most
 * @param remedy what to do then
 */
record Polling(String what, Duration patience, String remedy) {

  private static final Duration STEP = Duration.ofMillis(300);
  private static final Duration TOLD_AFTER = Duration.ofSeconds(3);

  /** One look at it. */
  interface Look {

    /** How it ended, if it has. */
    Optional<Answer> at() throws ServiceException, InterruptedException;
  }

  /** Looks until it has ended. */
  Answer end(Connection connection, Look look) throws ServiceException, InterruptedException {
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
