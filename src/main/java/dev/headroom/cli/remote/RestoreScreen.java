package dev.headroom.cli.remote;

import dev.headroom.cli.remote.Table.Kind;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of members who were to be brought back. */
final class RestoreScreen {

  private static final Set<String> BACK = Set.of("restored", "already-back");

  private RestoreScreen() {}

  static List<String> lines(JsonObject restore, Times times) {
    ScreenText screen =
        new ScreenText()
            .text("Restore " + restore.getString("id") + ": " + restore.getString("state"))
            .fact(
                "asked",
                "by " + restore.getString("by") + ", " + times.second(restore.getString("at")))
            .fact("reason", restore.getString("reason"))
            .fact("run", restore.getString("run"))
            .fact("members", counts(restore));
    Table table =
        new Table()
            .with("App", Kind.WHOLE)
            .with("Group", Kind.ELASTIC)
            .with("Account", Kind.ELASTIC)
            .with("Joined", Kind.WHOLE)
            .with("Result", Kind.WHOLE)
            .with("Why", Kind.ELASTIC);
    for (JsonObject member : Answer.list(restore, "members")) {
      table.row(
          String.valueOf(member.getLong("sdkAppId")),
          member.getString("groupId"),
          member.getString("account"),
          times.day(member.getString("joinTime")),
          member.getString("result"),
          member.getString("detail"));
    }
    return screen.table(table).lines();
  }

  /** E.g. {@code 5 restored, 1 group-full}. */
  static String counts(JsonObject restore) {
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, Object> result : Answer.object(restore, "counts")) {
      if (((Number) result.getValue()).longValue() > 0) {
        parts.add(result.getValue() + " " + result.getKey());
      }
    }
    return String.join(", ", parts);
  }

  /** Whether everybody of it is a member again. */
  static boolean isComplete(JsonObject restore) {
    return Answer.list(restore, "members").stream()
        .allMatch(member -> BACK.contains(member.getString("result")));
  }
}
