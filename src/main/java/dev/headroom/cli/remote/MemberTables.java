package dev.headroom.cli.remote;

import dev.headroom.cli.remote.Table.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Members of groups, as plans and runs name them. */
final class MemberTables {

  private MemberTables() {}

  /** Who goes and why, numbered in their order. */
  static Table going(List<JsonObject> members, Times times) {
    return members(members, times, false);
  }

  /** Who was meant to go, and what became of each. */
  static Table meant(List<JsonObject> members, Times times) {
    return members(members, times, true);
  }

  private static Table members(List<JsonObject> members, Times times, boolean hasFates) {
    Table table =
        new Table()
            .with("#", Kind.NUMBER)
            .with("Account", Kind.ELASTIC)
            .with("Reason", Kind.WHOLE)
            .with(times.heading("Last active"), Kind.WHOLE)
            .with("Joined", Kind.WHOLE);
    if (hasFates) {
      table.with("Fate", Kind.WHOLE).with("Restored", Kind.WHOLE);
    }
    int number = 1;
    for (JsonObject member : members) {
      List<Object> cells = new ArrayList<>();
      cells.add(number++);
      cells.add(member.getString("account"));
      cells.add(member.getString("reason"));
      cells.add(times.minute(member.getString("lastActivity")));
      cells.add(times.day(member.getString("joinTime")));
      if (hasFates) {
        cells.add(member.getString("fate"));
        cells.add(member.getString("restored"));
      }
      table.row(cells.toArray());
    }
    return table;
  }

  /** How many each rule spares, and, where they are told, the first of them. */
  static Table spared(JsonObject spared) {
    Table table = new Table().with("Spared by", Kind.WHOLE).with("Members", Kind.NUMBER);
    boolean hasSamples = spared.stream().anyMatch(rule -> rule.getValue() instanceof JsonObject);
    if (hasSamples) {
      table.with("Among them", Kind.ELASTIC);
    }
    for (Map.Entry<String, Object> rule : spared) {
      if (!hasSamples) {
        table.row(rule.getKey(), rule.getValue());
      } else if (rule.getValue() instanceof JsonObject members) {
        table.row(rule.getKey(), Answer.count(members, "count"), samples(members));
      }
    }
    return table;
  }

  private static String samples(JsonObject members) {
    JsonArray samples = members.getJsonArray("samples");
    if (samples == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    int width = 0;
    for (Object sample : samples) {
      String name = sample.toString();
      width += TerminalText.width(name) + 2;
      if (!names.isEmpty() && width > 60) {
        names.add("..");
        break;
      }
      names.add(name);
    }
    return String.join(", ", names);
  }

  /** E.g. {@code 199 of 200}, of the JSON's seats. */
  static String seats(JsonObject seats, String moment) {
    Integer taken = seats.getInteger(moment);
    Integer max = seats.getInteger("max");
    if (taken == null) {
      return null;
    }
    return max == null
        ? TerminalText.number(taken)
        : TerminalText.number(taken) + " of " + TerminalText.number(max);
  }
}
