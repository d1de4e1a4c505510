package dev.headroom.cli.remote;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** A plan: what a run would do now. */
final class PlanScreen {

  private PlanScreen() {}

  static List<String> lines(JsonObject plan, Times times) {
    JsonObject seats = Answer.object(plan, "seats");
    List<JsonObject> going = Answer.list(plan, "removed");
    String outcome = plan.getString("outcome");
    ScreenText screen =
        new ScreenText()
            .text("Plan for " + plan.getString("groupId") + " of app " + plan.getLong("sdkAppId"))
            .fact("type", plan.getString("type"))
            .fact("mode", mode(plan, times))
            .fact("PAUSED", BoundsText.pauses(plan, times))
            .fact("24 hours", BoundsText.left(plan))
            .fact("seats", taken(seats))
            .fact("outcome", outcome)
            .fact("because", plan.getString("note"))
            .gap();
    String members = TerminalText.count(going.size(), "member", "members");
    if (going.isEmpty()) {
      screen.text("Nobody would go.");
    } else if ("observed".equals(outcome)) {
      screen.text(
          members + " would go if the mode were enforce; as it is, nobody does. In this order:");
    } else if ("braked".equals(outcome)) {
      screen.text(
          members + " would go, but a run is braked: nobody goes until it is released. In order:");
    } else {
      String after = MemberTables.seats(seats, "after");
      screen.text(
          members
              + " would go, the first one first"
              + (after == null ? ":" : "; " + after + " seats would then be taken:"));
    }
    if (BoundsText.isPaused(plan)) {
      screen.text("It is paused: nobody goes until somebody resumes.");
    }
    return screen
        .table(MemberTables.going(going, times))
        .table(MemberTables.spared(Answer.object(plan, "spared")))
        .lines();
  }

  private static String mode(JsonObject plan, Times times) {
    String from = plan.getString("enforceFrom");
    return plan.getString("mode") + (from == null ? "" : "; enforces from " + times.minute(from));
  }

  private static String taken(JsonObject seats) {
    String before = MemberTables.seats(seats, "before");
    return before == null ? null : before + " taken";
  }
}
