package dev.headroom.cli.remote;

import dev.headroom.cli.remote.Table.Kind;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How things stand, on one screen. */
final class StatusScreen {

  /** Results of callbacks that were taken. */
  private static final Set<String> TAKEN = Set.of("accepted", "ignored", "alert");

  private StatusScreen() {}

  static List<String> lines(JsonObject stats, Times times, String url) {
    ScreenText screen =
        new ScreenText()
            .text(title(stats, url))
            .fact("mode", mode(stats, times))
            .fact("jobs", jobs(stats, times))
            .fact("24 hours", day(stats))
            .fact("nodes", nodes(stats, times))
            .fact("settings", settings(stats));
    paused(stats, times).forEach(pause -> screen.fact("PAUSED", pause));
    screen.table(apps(stats, times)).table(refusals(stats, times)).table(budgets(stats));
    List<String> next = next(stats);
    if (!next.isEmpty()) {
      screen.gap();
      next.forEach(screen::text);
    }
    return screen.lines();
  }

  private static String title(JsonObject stats, String url) {
    JsonObject you = stats.getJsonObject("you");
    return "Headroom "
        + known(stats.getString("version"))
        + " at "
        + url
        + (stats.getString("node") == null ? "" : ", node " + stats.getString("node"))
        + (you == null ? "" : "; you are " + you.getString("name") + " (" + role(you) + ")");
  }

  private static String role(JsonObject you) {
    return "read".equals(you.getString("role")) ? "may only read" : known(you.getString("role"));
  }

  private static String known(String text) {
    return text == null ? "?" : text;
  }

  private static String mode(JsonObject stats, Times times) {
    String from = stats.getString("enforceFrom");
    boolean isToCome = from != null && Instant.parse(from).isAfter(times.now());
    return stats.getString("mode") == null
        ? null
        : stats.getString("mode")
            + (isToCome ? "; enforces from " + times.minute(from) : "")
            + others(stats);
  }

  /** Where overrides let runs go further than the service's own mode. */
  private static String others(JsonObject stats) {
    String others =
        Answer.list(stats, "appModes").stream()
            .map(app -> app.getString("mode"))
            .filter(mode -> !mode.equals(stats.getString("mode")))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : "; but for some groups, by prune.groups, up to " + others;
  }

  /** One line a pause; where it holds comes first. */
  static List<String> paused(JsonObject stats, Times times) {
    return Answer.list(stats, "paused").stream().map(pause -> pause(pause, times)).toList();
  }

  static String pause(JsonObject pause, Times times) {
    String reason = pause.getString("reason");
    String until = pause.getString("until");
    return place(pause)
        + " since "
        + times.minute(pause.getString("at"))
        + " by "
        + pause.getString("by")
        + (reason == null || reason.isBlank() ? "" : ": " + reason)
        + (until == null ? "" : "; until " + times.minute(until));
  }

  private static String place(JsonObject pause) {
    Long app = pause.getLong("sdkAppId");
    String group = pause.getString("groupId");
    if (app == null) {
      return "everything";
    }
    return group == null ? "app " + app : group + " of app " + app;
  }

  private static String jobs(JsonObject stats, Times times) {
    JsonObject jobs = stats.getJsonObject("jobs");
    if (jobs == null) {
      return null;
    }
    String oldest = jobs.getString("oldestDueAt");
    return TerminalText.number(Answer.count(jobs, "waiting"))
        + " waiting"
        + (oldest == null ? "" : " (the oldest was due " + times.distance(oldest) + ")")
        + ", "
        + TerminalText.number(Answer.count(jobs, "running"))
        + " running, "
        + TerminalText.number(Answer.count(jobs, "resting"))
        + " resting, "
        + TerminalText.number(Answer.count(jobs, "dead"))
        + " dead";
  }

  private static String day(JsonObject stats) {
    JsonObject day = stats.getJsonObject("day");
    return day == null
        ? null
        : TerminalText.count(Answer.count(day, "callbacks"), "callback", "callbacks")
            + ", "
            + TerminalText.number(Answer.count(day, "removed"))
            + " removed, "
            + TerminalText.number(Answer.count(day, "wouldRemove"))
            + " would have gone, "
            + TerminalText.count(Answer.count(day, "braked"), "run braked", "runs braked");
  }

  /** Only where there are several. */
  private static String nodes(JsonObject stats, Times times) {
    List<JsonObject> nodes = Answer.list(stats, "nodes");
    return nodes.size() < 2
        ? null
        : String.join(
            "; ",
            nodes.stream()
                .map(
                    node ->
                        node.getString("node")
                            + ", seen "
                            + times.distance(node.getString("seenAt")))
                .toList());
  }

  private static String settings(JsonObject stats) {
    return Boolean.TRUE.equals(stats.getBoolean("configRejected"))
        ? "the changed file is refused, the last good one is in force: see the log, or 'check'"
        : null;
  }

  private static Table apps(JsonObject stats, Times times) {
    Table table =
        new Table()
            .with("App", Kind.WHOLE)
            .with("Last callback", Kind.WHOLE)
            .with("Which", Kind.ELASTIC)
            .with("Taken", Kind.NUMBER)
            .with("Refused", Kind.NUMBER);
    for (JsonObject app : Answer.list(stats, "apps")) {
      JsonObject last = Answer.object(app, "lastCallback");
      JsonObject results = Answer.object(app, "results");
      String at = last.getString("at");
      table.row(
          String.valueOf(app.getLong("sdkAppId")),
          at == null ? "none yet" : times.distance(at),
          last.getString("command"),
          sum(results, true),
          sum(results, false));
    }
    return table;
  }

  private static long sum(JsonObject results, boolean isTaken) {
    return results.stream()
        .filter(result -> TAKEN.contains(result.getKey()) == isTaken)
        .mapToLong(result -> ((Number) result.getValue()).longValue())
        .sum();
  }

  /** By kind, and of each kind the newest. */
  private static Table refusals(JsonObject stats, Times times) {
    Map<String, Long> counts = new TreeMap<>();
    Stream.concat(
            Answer.list(stats, "apps").stream().map(app -> Answer.object(app, "results")),
            Stream.of(Answer.object(stats, "unknownApp")))
        .flatMap(JsonObject::stream)
        .filter(result -> !TAKEN.contains(result.getKey()))
        .forEach(
            result ->
                counts.merge(result.getKey(), ((Number) result.getValue()).longValue(), Long::sum));
    Table table =
        new Table()
            .with("Refused callbacks", Kind.WHOLE)
            .with("Count", Kind.NUMBER)
            .with("Last", Kind.WHOLE)
            .with("From", Kind.ELASTIC)
            .with("Cause of the last", Kind.ELASTIC);
    counts.forEach(
        (result, count) -> {
          JsonObject newest =
              Answer.list(stats, "refusals").stream()
                  .filter(refusal -> Objects.equals(result, refusal.getString("result")))
                  .findFirst()
                  .orElseGet(JsonObject::new);
          if (count > 0) {
            table.row(
                result,
                count,
                times.distance(newest.getString("at")),
                newest.getString("remoteAddress"),
                newest.getString("cause"));
          }
        });
    return table;
  }

  /** Only what is in use: there are many APIs. */
  private static Table budgets(JsonObject stats) {
    Table table =
        new Table()
            .with("App", Kind.WHOLE)
            .with("Chat API", Kind.ELASTIC)
            .with("Calls a second", Kind.NUMBER)
            .with("Allowed", Kind.NUMBER)
            .with("Tencent's limit", Kind.NUMBER);
    for (JsonObject budget : Answer.list(stats, "budgets")) {
      if (Answer.count(budget, "used") > 0) {
        table.row(
            String.valueOf(budget.getLong("sdkAppId")),
            budget.getString("api"),
            Answer.count(budget, "used"),
            Answer.count(budget, "allowed"),
            Answer.count(budget, "limit"));
      }
    }
    return table;
  }

  /** What wants a person's attention. */
  private static List<String> next(JsonObject stats) {
    List<String> next = new ArrayList<>();
    if (!Answer.list(stats, "paused").isEmpty()) {
      next.add("Callbacks are taken, but where it is paused nobody is removed: headroom resume");
    }
    if (Answer.count(Answer.object(stats, "jobs"), "dead") > 0) {
      next.add("Dead jobs: headroom jobs --state dead, then headroom redrive");
    }
    if (Answer.count(Answer.object(stats, "day"), "braked") > 0) {
      next.add("Braked runs: headroom runs --outcome braked, then headroom run ID");
    }
    return next;
  }
}
