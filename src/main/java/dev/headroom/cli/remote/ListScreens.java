package dev.headroom.cli.remote;

import dev.headroom.cli.remote.Table.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Pages of runs, jobs, restores and actions. */
final class ListScreens {

  private static final String ITEMS = "items";

  private ListScreens() {}

  static List<String> runs(JsonObject page, Times times) {
    Table table =
        new Table()
            .with("Run", Kind.WHOLE)
            .with(times.heading("Began"), Kind.WHOLE)
            .with("Group", Kind.ELASTIC)
            .with("Outcome", Kind.WHOLE)
            .with("Removed", Kind.NUMBER)
            .with("Taken", Kind.WHOLE)
            .with("Runs", Kind.NUMBER);
    for (JsonObject run : Answer.list(page, ITEMS)) {
      JsonObject seats = Answer.object(run, "seats");
      String outcome = run.getString("outcome");
      Integer after = seats.getInteger("after");
      table.row(
          run.getString("id"),
          times.minute(run.getString("startedAt")),
          run.getString("groupId"),
          outcome == null ? "goes on" : outcome,
          Answer.count(run, "removedCount"),
          MemberTables.seats(seats, after == null ? "before" : "after"),
          run.getLong("times"));
    }
    return listed(table, List.of(), page, "There are no such runs.");
  }

  static List<String> jobs(JsonObject page, Times times) {
    List<JsonObject> jobs = Answer.list(page, ITEMS);
    Table table =
        new Table()
            .with("App", Kind.WHOLE)
            .with("Group", Kind.ELASTIC)
            .with("State", Kind.WHOLE)
            .with("Due", Kind.WHOLE)
            .with("Called", Kind.WHOLE)
            .with("Cause", Kind.WHOLE)
            .with("Tries", Kind.NUMBER);
    for (JsonObject job : jobs) {
      table.row(
          String.valueOf(job.getLong("sdkAppId")),
          group(job),
          job.getString("state"),
          due(job, times),
          times.distance(job.getString("lastAt")),
          job.getString("cause"),
          Answer.count(job, "attempts"));
    }
    ScreenText causes = new ScreenText();
    for (JsonObject job : jobs) {
      String dead = job.getString("deadCause");
      String failure = dead == null ? job.getString("failure") : dead;
      if (failure != null) {
        String what = dead == null ? " failed at its last try: " : " was given up: ";
        causes.gap().text(group(job) + what + failure);
      }
    }
    return listed(table, causes.lines(), page, "There are no such jobs.");
  }

  private static String group(JsonObject job) {
    String topic = job.getString("topicId");
    return job.getString("groupId") + (topic == null || topic.isEmpty() ? "" : " / " + topic);
  }

  /** When something will happen by itself: a rest that is over ends with the next callback. */
  private static String due(JsonObject job, Times times) {
    String due = job.getString("dueAt");
    boolean isWaiting = "waiting".equals(job.getString("state"));
    boolean isResting = "resting".equals(job.getString("state"));
    return due != null && (isWaiting || isResting && Instant.parse(due).isAfter(times.now()))
        ? times.distance(due)
        : null;
  }

  static List<String> restores(JsonObject page, Times times) {
    Table table =
        new Table()
            .with("Restore", Kind.WHOLE)
            .with(times.heading("Asked"), Kind.WHOLE)
            .with("By", Kind.ELASTIC)
            .with("State", Kind.WHOLE)
            .with("Members", Kind.ELASTIC)
            .with("Reason", Kind.ELASTIC);
    for (JsonObject restore : Answer.list(page, ITEMS)) {
      table.row(
          restore.getString("id"),
          times.minute(restore.getString("at")),
          restore.getString("by"),
          restore.getString("state"),
          RestoreScreen.counts(restore),
          restore.getString("reason"));
    }
    return listed(table, List.of(), page, "Nobody has asked to bring members back.");
  }

  static List<String> actions(JsonObject page, Times times) {
    List<JsonObject> actions = Answer.list(page, ITEMS);
    boolean hasApps =
        actions.stream()
                .map(it -> it.getLong("sdkAppId"))
                .filter(Objects::nonNull)
                .distinct()
                .count()
            > 1;
    Table table =
        new Table()
            .with(times.heading("When"), Kind.WHOLE)
            .with("Who", Kind.ELASTIC)
            .with("What", Kind.WHOLE);
    if (hasApps) {
      table.with("App", Kind.WHOLE);
    }
    table.with("Group", Kind.ELASTIC).with("Target", Kind.ELASTIC).with("Reason", Kind.ELASTIC);
    for (JsonObject action : actions) {
      List<Object> cells = new ArrayList<>();
      cells.add(times.second(action.getString("at")));
      cells.add(action.getString("by"));
      cells.add(action.getString("action"));
      if (hasApps) {
        Long app = action.getLong("sdkAppId");
        cells.add(app == null ? null : app.toString());
      }
      cells.add(action.getString("groupId"));
      cells.add(action.getString("target"));
      cells.add(action.getString("reason"));
      table.row(cells.toArray());
    }
    return listed(table, List.of(), page, "Nobody has changed anything by hand.");
  }

  private static List<String> listed(
      Table table, List<String> more, JsonObject page, String nothing) {
    return table.isEmpty()
        ? List.of(nothing)
        : new ScreenText().lines(table.lines()).lines(more).lines(PageOption.more(page)).lines();
  }
}
