package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the service says of runs that are to come: whether anybody may go by them, and when. */
final class BoundsText {

  private static final Map<String, String> OF_GROUP =
      Map.of(
          "enforce", "Mode enforce: members may be removed from this group.",
          "observe", "Mode observe: nobody is removed; the run only writes down who would go.",
          "off", "Mode off: this group is left alone; nobody is removed.");

  private static final Map<String, String> AT_MOST =
      Map.of(
          "enforce", "Where the mode of a group is enforce, members may be removed.",
          "observe", "No mode is beyond observe: runs only write down who would go.",
          "off", "The mode of all groups is off: nobody is removed.");

  private static final String UNKNOWN =
      "Chat did not answer in time: the mode of this group is not known yet, the run asks again.";

  private BoundsText() {}

  /** Of a run that was asked for, or of one group's next. */
  static List<String> ofGroup(JsonObject answer, Times times) {
    return bounds(answer, times, OF_GROUP, "Until %s nothing is enforced in this group.");
  }

  /** Of all groups that something was done about. */
  static List<String> atMost(JsonObject answer, Times times) {
    return bounds(answer, times, AT_MOST, "From %s on, groups that are only observed are pruned.");
  }

  private static List<String> bounds(
      JsonObject answer, Times times, Map<String, String> modes, String enforced) {
    List<String> lines = paused(answer, times);
    String mode = answer.getString("mode");
    if (mode != null) {
      add(lines, modes.getOrDefault(mode, "Mode " + mode + "."));
    } else if (answer.containsKey("mode")) {
      // A service that is older tells nothing.
      add(lines, UNKNOWN);
    }
    String from = answer.getString("enforceFrom");
    if (from != null) {
      add(lines, enforced.formatted(times.minute(from)));
    }
    return lines;
  }

  private static List<String> paused(JsonObject answer, Times times) {
    List<String> lines = new ArrayList<>();
    for (JsonObject pause : Answer.list(answer, "paused")) {
      add(lines, "PAUSED: nobody goes until somebody resumes: " + StatusScreen.pause(pause, times));
    }
    return lines;
  }

  private static void add(List<String> lines, String text) {
    lines.addAll(TerminalText.wrapped(text, TerminalText.WIDTH));
  }

  /** Whether nothing begins before somebody resumes, or a pause has ended. */
  static boolean isPaused(JsonObject answer) {
    return !Answer.list(answer, "paused").isEmpty();
  }

  /** What of a plan stands against its removals, as a fact; null for nothing. */
  static String pauses(JsonObject plan, Times times) {
    List<JsonObject> pauses = Answer.list(plan, "paused");
    return pauses.isEmpty()
        ? null
        : pauses.stream()
            .map(pause -> StatusScreen.pause(pause, times))
            .collect(Collectors.joining("; "));
  }

  /** E.g. {@code 12 of the group, 900 of the app}; null where there is no limit. */
  static String left(JsonObject plan) {
    JsonObject limit = Answer.object(plan, "dailyLimit");
    List<String> parts = new ArrayList<>();
    for (String name : List.of("group", "app")) {
      Long left = limit.getLong(name);
      if (left != null) {
        parts.add(TerminalText.number(left) + " of the " + name);
      }
    }
    return parts.isEmpty() ? null : String.join(", ", parts) + " may still go";
  }

  /** The question before a run, by its plan: what a yes does. */
  static String question(JsonObject plan) {
    String group = TerminalText.clean(plan.getString("groupId"));
    String what =
        switch (String.valueOf(plan.getString("outcome"))) {
          case "pruned" ->
              "Remove "
                  + TerminalText.count(Answer.list(plan, "removed").size(), "member", "members")
                  + " of "
                  + group;
          case "observed" -> "Write down who would go from " + group + ", and remove nobody";
          default -> "Let a run of " + group + " begin that will remove nobody as things are";
        };
    return what + (isPaused(plan) ? ", when somebody has resumed?" : " now?");
  }
}
