package dev.headroom.cli;

import ch.qos.logback.classic.Level;
import dev.headroom.sandbox.story.Stories;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sandbox}: Headroom beside a simulated Chat backend, and stories of what happens. */
@Command(
    name = "sandbox",
    description = "Watch Headroom work beside a simulated Chat backend; needs nothing else.",
    mixinStandardHelpOptions = true)
public final class SandboxCommand implements Callable<Integer> {

  /** Stopping takes less. */
  private static final Duration STOPPING = Duration.ofSeconds(15);

  private final PrintStream out = System.out;
  private EndingSignal signal;
  private volatile Stories stories;

  @Option(
      names = "--once",
      description = "Play each story once, then exit: 0 if all went as expected, else 1.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    // Connections that break are part of the stories: of those between them only our errors count.
    QuietLog quiet = QuietLog.begin(Level.ERROR);
    signal = new EndingSignal(this::stop, STOPPING, 0);
    try {
      return openAndPlay();
    } finally {
      signal.close();
      quiet.end();
    }
  }

  private void stop() {
    Stories playing = stories;
    if (playing != null) {
      playing.end();
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
    if (signal.hasCome()) {
      return 0;
    }
    introduce(site);
    List<String> unexpected = stories.playOnce();
    if (signal.hasCome()) {
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
}
