package dev.headroom.cli.remote;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;

/** One run with its members. */
final class RunScreen {

  private RunScreen() {}

  static List<String> lines(JsonObject run, Times times) {
    String outcome = run.getString("outcome");
    ScreenText screen =
        new ScreenText()
            .text("Run " + run.getString("id") + ": " + (outcome == null ? "goes on" : outcome))
            .fact("group", group(run))
            .fact("cause", run.getString("cause"))
            .fact("mode", run.getString("mode"))
            .fact("began", moment(run.getString("startedAt"), times))
            .fact("ended", moment(run.getString("finishedAt"), times))
            .fact("repeated", repeated(run, times))
            .fact("seats", seats(Answer.object(run, "seats")))
            .fact("removed", removed(run))
            .fact("because", run.getString("note"))
            .fact("released", release(run, times))
            .fact("restores", texts(run, "restores"));
    List<JsonObject> meant = Answer.list(run, "removed");
    List<JsonObject> would = Answer.list(run, "wouldRemove");
    screen.table(MemberTables.meant(meant, times));
    if (!would.isEmpty()) {
      screen.gap().text("Would have gone, the first one first:");
      screen.table(MemberTables.going(would, times));
    }
    screen.table(MemberTables.spared(Answer.object(run, "spared")));
    screen.lines(next(run, meant));
    return screen.lines();
  }

  private static String group(JsonObject run) {
    String topic = run.getString("topicId");
    return run.getString("groupId")
        + (run.getString("type") == null ? "" : " (" + run.getString("type") + ")")
        + " of app "
        + run.getLong("sdkAppId")
        + (topic == null || topic.isEmpty() ? "" : ", topic " + topic);
  }

  private static String moment(String iso, Times times) {
    return iso == null ? null : times.second(iso) + ", " + times.distance(iso);
  }

  private static String repeated(JsonObject run, Times times) {
    long runs = Answer.count(run, "times");
    return runs < 2
        ? null
        : TerminalText.number(runs)
            + " runs came to the same end, the last "
            + times.distance(run.getString("lastAt"));
  }

  private static String seats(JsonObject seats) {
    String before = MemberTables.seats(seats, "before");
    Integer after = seats.getInteger("after");
    return before == null
        ? null
        : before
            + " taken before"
            + (after == null ? "" : ", " + TerminalText.number(after) + " after");
  }

  private static String removed(JsonObject run) {
    return TerminalText.number(Answer.count(run, "removedCount"))
        + " of "
        + TerminalText.number(Answer.count(run, "planned"))
        + " planned";
  }

  private static String release(JsonObject run, Times times) {
    JsonObject release = run.getJsonObject("release");
    return release == null
        ? null
        : "by "
            + release.getString("by")
            + ", "
            + times.second(release.getString("at"))
            + ", as run "
            + release.getString("run");
  }

  private static String texts(JsonObject run, String name) {
    JsonArray texts = run.getJsonArray(name);
    return texts == null
        ? null
        : texts.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /** What can be done about it. */
  private static List<String> next(JsonObject run, List<JsonObject> meant) {
    String id = run.getString("id");
    if ("braked".equals(run.getString("outcome")) && run.getJsonObject("release") == null) {
      return List.of("", "To remove those shown who still may be removed: headroom release " + id);
    }
    boolean canUndo =
        meant.stream()
            .anyMatch(
                member ->
                    "removed".equals(member.getString("fate"))
                        && member.getString("restored") == null);
    return canUndo ? List.of("", "To bring them back: headroom restore " + id) : List.of();
  }
}
