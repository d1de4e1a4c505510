package dev.headroom.cli.remote;

import dev.headroom.cli.remote.Table.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** How far the searches for full groups have come. */
final class SweepScreen {

  private static final int BAR = 24;
  private static final int MOVING = 4;

  private SweepScreen() {}

  static List<String> lines(JsonObject sweeps, Times times) {
    Table table =
        new Table()
            .with("App", Kind.WHOLE)
            .with("State", Kind.WHOLE)
            .with(times.heading("Began"), Kind.WHOLE)
            .with("Took", Kind.WHOLE)
            .with("Groups", Kind.NUMBER)
            .with("Full", Kind.NUMBER)
            .with("Asked", Kind.NUMBER)
            .with("Looked after", Kind.NUMBER)
            .with("Unread", Kind.NUMBER);
    Table findings =
        new Table()
            .with("Full, and only listed", Kind.ELASTIC)
            .with("App", Kind.WHOLE)
            .with("Type", Kind.WHOLE)
            .with("Members", Kind.NUMBER)
            .with("Seats", Kind.NUMBER)
            .with("Called before", Kind.WHOLE);
    ScreenText screen = new ScreenText();
    for (JsonObject sweep : Answer.list(sweeps, "items")) {
      String app = String.valueOf(sweep.getLong("sdkAppId"));
      table.row(
          app,
          sweep.getString("state"),
          times.minute(sweep.getString("startedAt")),
          took(sweep),
          Answer.count(sweep, "groups"),
          Answer.count(sweep, "full"),
          Answer.count(sweep, "asked"),
          Answer.count(sweep, "lookedAfter"),
          Answer.count(sweep, "unread"));
      for (JsonObject group : Answer.list(sweep, "findings")) {
        findings.row(
            group.getString("groupId"),
            app,
            group.getString("type"),
            Answer.count(group, "memberNum"),
            Answer.count(group, "maxMemberNum"),
            Boolean.TRUE.equals(group.getBoolean("called")) ? "yes" : "no");
      }
    }
    screen.lines(table.lines()).table(findings);
    for (JsonObject sweep : Answer.list(sweeps, "items")) {
      if (sweep.getString("failure") != null) {
        screen
            .gap()
            .text(
                "The search of app "
                    + sweep.getLong("sdkAppId")
                    + " ended early: "
                    + sweep.getString("failure"));
      }
    }
    return screen.lines();
  }

  private static String took(JsonObject sweep) {
    String began = sweep.getString("startedAt");
    String ended = sweep.getString("finishedAt");
    return began == null || ended == null
        ? null
        : Times.length(Duration.between(Instant.parse(began), Instant.parse(ended)));
  }

  /**
   * A line that shows the progress. How many groups there are is not known; the search before this
   * one tells about how many, until there are more.
   *
   * @param groups looked at so far
   * @param full full ones among them
   * @param before how many the last search looked at, 0 if that is not known
   * @param tick grows with every line
   */
  static String bar(long groups, long full, long before, int tick) {
    boolean isKnown = before > groups;
    String counts =
        (isKnown ? TerminalText.number(groups) + " of about " : "")
            + TerminalText.count(isKnown ? before : groups, "group", "groups")
            + ", "
            + TerminalText.number(full)
            + " full";
    char[] bar = "-".repeat(BAR).toCharArray();
    if (isKnown) {
      for (int i = 0; i < groups * BAR / before; i++) {
        bar[i] = '#';
      }
    } else {
      for (int i = 0; i < MOVING; i++) {
        bar[(tick + i) % BAR] = '#';
      }
    }
    return "[" + new String(bar) + "] " + counts;
  }

  /** Whether a search of these apps goes on. */
  static boolean isRunning(JsonObject sweeps, Long sdkAppId) {
    return ofApp(sweeps, sdkAppId).anyMatch(sweep -> "running".equals(sweep.getString("state")));
  }

  /** Whether one of these searches ended before it had seen all groups. */
  static boolean hasFailed(JsonObject sweeps, Long sdkAppId) {
    return ofApp(sweeps, sdkAppId).anyMatch(sweep -> "failed".equals(sweep.getString("state")));
  }

  /** The sum of a count over these apps. */
  static long sum(JsonObject sweeps, Long sdkAppId, String name) {
    return ofApp(sweeps, sdkAppId).mapToLong(sweep -> Answer.count(sweep, name)).sum();
  }

  private static Stream<JsonObject> ofApp(JsonObject sweeps, Long sdkAppId) {
    return Answer.list(sweeps, "items").stream()
        .filter(sweep -> sdkAppId == null || Objects.equals(sdkAppId, sweep.getLong("sdkAppId")));
  }
}
