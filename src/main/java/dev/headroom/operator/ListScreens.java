package dev.headroom.operator;

import dev.headroom.operator.Table.Kind;
import io.vertx.core.json.JsonObject;
import java.util.List;

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
          People.seats(seats, after == null ? "before" : "after"),
          run.getLong("times"));
    }
    return listed(table, page, "There are no such runs.");
  }

  static List<String> jobs(JsonObject page, Times times) {
    Table table =
        new Table()
            .with("App", Kind.WHOLE)
            .with("Group", Kind.ELASTIC)
            .with("State", Kind.WHOLE)
            .with("Due", Kind.WHOLE)
            .with("Called", Kind.WHOLE)
            .with("Tries", Kind.NUMBER)
            .with("Cause of death", Kind.ELASTIC);
    for (JsonObject job : Answer.list(page, ITEMS)) {
      String topic = job.getString("topicId");
      table.row(
          String.valueOf(job.getLong("sdkAppId")),
          job.getString("groupId") + (topic == null || topic.isEmpty() ? "" : " / " + topic),
          job.getString("state"),
          "dead".equals(job.getString("state")) ? null : times.distance(job.getString("dueAt")),
          times.distance(job.getString("lastAt")),
          Answer.count(job, "attempts"),
          job.getString("deadCause"));
    }
    return listed(table, page, "There are no such jobs.");
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
    return listed(table, page, "Nobody has asked to bring members back.");
  }

  static List<String> actions(JsonObject page, Times times) {
    Table table =
        new Table()
            .with(times.heading("When"), Kind.WHOLE)
            .with("Who", Kind.ELASTIC)
            .with("What", Kind.WHOLE)
            .with("App", Kind.WHOLE)
            .with("Group", Kind.ELASTIC)
            .with("Target", Kind.ELASTIC)
            .with("Reason", Kind.ELASTIC);
    for (JsonObject action : Answer.list(page, ITEMS)) {
      Long app = action.getLong("sdkAppId");
      table.row(
          times.second(action.getString("at")),
          action.getString("by"),
          action.getString("action"),
          app == null ? null : app.toString(),
          action.getString("groupId"),
          action.getString("target"),
          action.getString("reason"));
    }
    return listed(table, page, "Nobody has changed anything by hand.");
  }

  private static List<String> listed(Table table, JsonObject page, String nothing) {
    return table.isEmpty()
        ? List.of(nothing)
        : new Report().lines(table.lines()).lines(PageOption.more(page)).lines();
  }
}
