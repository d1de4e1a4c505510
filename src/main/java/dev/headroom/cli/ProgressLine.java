package dev.headroom.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** One line on the terminal that tells how far a command has come; elsewhere it says nothing. */
final class ProgressLine {

  private static final int WIDTH = 24;
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Path ERR = Path.of("/proc/self/fd/2");

  private final PrintStream err;
  private final boolean shown;
  private long lastNanos = System.nanoTime() - EVERY_NANOS;
  private long beganNanos;
  private long beganWith = -1;
  private int length;

  /** A line that is written only if somebody can see it. */
  ProgressLine(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  /** A line on the standard error output, if that is a terminal. */
  static ProgressLine onTerminal() {
    return new ProgressLine(System.err, isTerminal());
  }

  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(ERR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux.
      return System.console() != null;
    }
  }

  /** Of how many there is no telling yet. */
  synchronized void say(String text) {
    if (isDue(false)) {
      show(text);
    }
  }

  /** A bar, and how long it will take if it goes on like this. */
  synchronized void say(String text, long done, long of) {
    if (beganWith < 0) {
      beganWith = done;
      beganNanos = System.nanoTime();
    }
    if (of > 0 && isDue(done == of)) {
      int filled = (int) (WIDTH * done / of);
      show(
          String.format(
              Locale.ROOT,
              "%s [%s%s] %,d of %,d%s",
              text,
              "#".repeat(filled),
              "-".repeat(WIDTH - filled),
              done,
              of,
              left(done, of)));
    }
  }

  private String left(long done, long of) {
    long since = done - beganWith;
    if (since <= 0 || done >= of) {
      return "";
    }
    Duration left = Duration.ofNanos((System.nanoTime() - beganNanos) / since * (of - done));
    return left.toMinutes() >= 1
        ? ", about " + left.toMinutes() + " min left"
        : ", about " + left.toSeconds() + " s left";
  }

  private boolean isDue(boolean last) {
    long now = System.nanoTime();
    if (!shown || !last && now - lastNanos < EVERY_NANOS) {
      return false;
    }
    lastNanos = now;
    return true;
  }

  private void show(String text) {
    err.print("\r" + text + " ".repeat(Math.max(0, length - text.length())));
    err.flush();
    length = text.length();
  }

  /** Leaves the line empty. */
  synchronized void clear() {
    if (length > 0) {
      err.print("\r" + " ".repeat(length) + "\r");
      err.flush();
      length = 0;
    }
  }
}
