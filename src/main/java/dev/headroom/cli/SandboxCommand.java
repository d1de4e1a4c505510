package dev.headroom.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.headroom.sandbox.story.Stories;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sandbox}: Headroom beside a simulated Chat backend, and stories of what happens. */
@Command(
    name = "sandbox",
    description = "Watch Headroom work beside a simulated Chat backend; needs nothing else.",
    mixinStandardHelpOptions = true)
public final class SandboxCommand implements Callable<Integer> {

  private static final String LOG_LEVEL = "HEADROOM_LOG_LEVEL";

  /** Stopping takes less. */
  private static final long STOP_SECONDS = 15;

  private final PrintStream out = System.out;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean ending;
  private volatile Stories stories;

  @Option(
      names = "--once",
      description = "Play each story once, then exit: 0 if all went as expected, else 1.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    keepLogsOut();
    Thread onSignal = new Thread(this::endOnSignal, "sandbox-end");
    Runtime.getRuntime().addShutdownHook(onSignal);
    try {
      return openAndPlay();
    } finally {
      closed.countDown();
      if (!ending) {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      }
    }
  }

  private int openAndPlay() throws Exception {
    SandboxSite site = SandboxSite.open();
    try {
      return play(site);
    } finally {
      site.close();
    }
  }

  private int play(SandboxSite site) {
    stories = new Stories(site.backend(), site.management(), Clock.systemUTC(), out);
    if (ending) {
      return 0;
    }
    introduce(site);
    List<String> unexpected = stories.playOnce();
    if (ending) {
      return 0;
    }
    conclude(unexpected, site);
    if (once) {
      return unexpected.isEmpty() ? 0 : 1;
    }
    stories.goOn();
    return 0;
  }

  private void introduce(SandboxSite site) {
    print(
        "Headroom's sandbox: a simulated Chat backend, and Headroom beside it as in production.",
        "",
        "  The sandbox ENFORCES: members of its made-up groups are really removed.",
        "  A fresh configuration only OBSERVES: it says who would go, and removes nobody",
        "  until you set prune.mode to enforce.",
        "",
        "  console      " + site.management() + "/   (open it, and watch)",
        "  callbacks    " + site.callbacks() + "   (signed)",
        "  management   " + site.management() + "/api/runs",
        "  backend      " + site.backend().url() + "   (simulated)");
    if (!once) {
      print("", "  Ctrl-C ends it. Meanwhile, in another terminal, try it yourself:");
      byHand(site);
    }
  }

  private void byHand(SandboxSite site) {
    print(
        "",
        "    curl -X POST '"
            + site.backend().url()
            + "/sandbox/join?group="
            + Stories.HAND_GROUP
            + "&account=alex'",
        "    curl '" + site.management() + "/api/runs?group=" + Stories.HAND_GROUP + "'",
        "",
        "  The group is full: the first try is refused, the second one gets in.");
  }

  private void conclude(List<String> unexpected, SandboxSite site) {
    if (unexpected.isEmpty()) {
      print(
          "",
          "All stories ended as expected: nobody went but those who should, and no callback had",
          "to wait. How it decides is in docs/policy.md; to run it for real see conf/headroom.yaml.");
    } else {
      print("", "Not as expected:");
      unexpected.forEach(what -> print("  " + what));
    }
    if (once) {
      print("To try it by hand, run it without --once.");
    } else {
      print("", "It goes on with a small story now and then, until Ctrl-C. Or it is your turn:");
      byHand(site);
    }
  }

  private void print(String... lines) {
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
  }

  /** Only errors of Headroom are logged between the stories, unless a level is asked for. */
  private static void keepLogsOut() {
    if (System.getenv(LOG_LEVEL) == null
        && LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
      // Connections that break are part of the stories.
      logs.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
      logs.getLogger("dev.headroom").setLevel(Level.ERROR);
    }
  }

  /**
   * Lets the main thread close everything, then exits: a signal alone would exit with its own code.
   */
  private void endOnSignal() {
    ending = true;
    Stories playing = stories;
    if (playing != null) {
      playing.end();
    }
    boolean inTime = false;
    try {
      inTime = closed.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(inTime ? 0 : 1);
  }
}
